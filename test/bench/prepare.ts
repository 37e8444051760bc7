/**
 * What a prepare costs that installs a package, in drills of the same 24 trials: run once and snapshotted, kept by the drill before, and run
 * before every run, as where a snapshot would lose a part of it; all against a drill without one. `node test/bench/prepare.ts [VERSION|PATH]`,
 * of ansible-core. Needs an engine, and a server of Debian's packages that answers.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillReport } from '../../harness/model/report.ts';
import { Workplace, withAnsible } from '../acceptance/reapcheck.ts';

const [, , ansible] = process.argv;
const FAULTS = ['fail', 'traceback', 'silent', 'hang', 'slow', 'kill-runner', 'kill-both', 'reboot-host'];
const INSTALL = `
- hosts: all
  gather_facts: false
  tasks:
    - apt: {name: [hello, rsync], update_cache: true}
`;
/** No boot brings it back. */
const PROCESS = `    - shell: nohup setsid sleep 54321 >/dev/null 2>&1 </dev/null &\n`;

using workplace = new Workplace();
const play = new URL('../../playbooks/good/parallel-jobs.yml', import.meta.url).pathname;

async function drilled(...args: string[]): Promise<DrillReport> {
  const asked = [play, '--json', '--faults', FAULTS.join(), ...withAnsible(ansible), ...args];
  const { code, stdout, stderr } = await workplace.drill(asked);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function prepare(name: string, text: string): string {
  const path = join(workplace.folder, name);
  writeFileSync(path, text);
  return path;
}

const once = ['--prepare', prepare('once.yml', INSTALL)];
const each = ['--prepare', prepare('each.yml', INSTALL + PROCESS)];
const ways = [
  ['without', []],
  ['once', once],
  ['kept', once],
  ['before every run', each],
] as const;
const took = new Map<string, number>();
try {
  for (const [way, args] of ways) {
    const { wallMs, trials, verdict, prepare: run, coreVersion } = await drilled(...args);
    took.set(way, wallMs);
    const how = run ? `, prepare ${run.mode}${run.keptFrom === undefined ? '' : ', kept'} ${run.wallMs} ms` : '';
    process.stdout.write(
      `${way}: ${trials.length} trials on ansible-core ${coreVersion}, ${wallMs} ms, ${verdict}${how}\n`,
    );
  }
} finally {
  await workplace.run(['sweep', '--kept']);
}
const cost = (way: string) => (took.get(way) ?? Number.NaN) - (took.get('without') ?? Number.NaN);
for (const way of ['once', 'kept'])
  process.stdout.write(
    `${way}: ${((1 - cost(way) / cost('before every run')) * 100).toFixed(0)} % of its cost saved\n`,
  );
