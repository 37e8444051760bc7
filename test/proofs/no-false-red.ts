/**
 * Drills good plays with the default faults, again and again: the bundled ones, and some that use what their jobs make. None may be red:
 * `node test/proofs/no-false-red.ts [--times N] [--busy N] [--ansible PATH] [NAME …]`. `--busy`: so many loops keep the machine busy beside it.
 * Needs an engine and ansible-core. Ends with 1 after a red one. What a busy machine leaves unknown is counted, and is no failure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { drillIn, verdictCases, writeCase } from './drill-cases.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '1' },
    busy: { type: 'string', default: '0' },
    ansible: { type: 'string' },
  },
});

const USERS = ['file-is-read', 'stdout-is-used', 'module-result-is-used', 'service-is-asked', 'handler-uses-it'];
const good = new URL('../../playbooks/good', import.meta.url).pathname;
const plays = [
  ...readdirSync(good).map((name) => ({
    name: basename(name, '.yml'),
    play: readFileSync(join(good, name), 'utf8'),
  })),
  ...verdictCases().filter(({ name }) => USERS.includes(name)),
].filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const busy = Array.from({ length: Number(values.busy) }, () => spawn(process.execPath, ['-e', 'for (;;);']));
// However it ends, no loop survives it.
process.on('exit', () => {
  for (const one of busy) end(one);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
let reds = 0;
for (let time = 1; time <= Number(values.times); time++) for (const one of plays) if (await isRed(one, time)) reds++;
process.stdout.write(`${reds} of ${Number(values.times) * plays.length} drills were red\n`);
process.exitCode = reds === 0 ? 0 : 1;

async function isRed(one: (typeof plays)[number], time: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'no-false-red-'));
  writeCase(one, folder);
  const { exit, report } = await drillIn(folder, values.ansible === undefined ? [] : ['--ansible', values.ansible]);
  // No verdict at all is as good as a red one, unless it says that the machine or the play would not show it.
  const red = exit !== 0 && exit !== 2;
  const counts = Map.groupBy(report?.trials ?? [], ({ outcome }) => outcome.kind);
  const seen = [...counts].map(([kind, trials]) => `${trials.length} ${kind}`).join(', ');
  process.stdout.write(`${red ? 'RED  ' : 'well '} ${time} ${one.name}: exit ${exit}; ${seen || 'no trial'}\n`);
  if (red) process.stdout.write(`      see ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
  return red;
}

function end(one: ChildProcess): void {
  one.kill('SIGKILL');
}
