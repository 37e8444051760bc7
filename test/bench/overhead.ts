/**
 * What our instruments cost: paired runs of the bare ansible-playbook and of runPlaybook, on one host, with one playbook.
 * Run by hand: `node test/bench/overhead.ts [PAIRS]`, with REAPCHECK_TEST_ANSIBLE for other versions than the one found.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { execa } from 'execa';
import type { Controller } from '../../harness/ansible/controller.ts';
import { inventoryYaml } from '../../harness/ansible/inventory.ts';
import { runPlaybook } from '../../harness/ansible/run.ts';
import { openLab } from '../../harness/lab/lab.ts';
import type { Session } from '../../harness/lab/session.ts';
import type { Arm } from '../../harness/model/fault.ts';
import type { DisposableHost } from '../../harness/model/host.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { controllersToTest } from '../contract/ansible-kit.ts';

const TARGET = 1.1;
const pairs = Number(process.argv[2] ?? 7);

/** Short jobs, over before they are reaped: one retry more or less would be a second of chance. */
const job = (name: string) => `
    - {name: start ${name}, command: sleep 0.2, async: 20, poll: 0, register: ${name}}`;
const reap = (name: string) => `
    - name: reap ${name}
      async_status: {jid: "{{ ${name}.ansible_job_id }}"}
      register: it
      until: it is finished
      retries: 30
      delay: 1`;
const names = ['backup', 'warm', 'report'];
const playbook = `- hosts: all\n  gather_facts: false\n  tasks:${[...names.map(job), ...names.map(reap)].join('')}\n`;

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const since = elapsed();
  await act();
  return elapsed() - since;
}

async function measure(controller: Controller, host: DisposableHost, session: Session): Promise<boolean> {
  const folder = join(session.folder, controller.coreVersion);
  mkdirSync(folder);
  writeFileSync(join(folder, 'play.yml'), playbook);
  const controlDir = join(folder, 'cp');
  const inventory = join(folder, 'inventory.yml');
  writeFileSync(inventory, inventoryYaml({ hosts: [host], controlDir }));
  const args = ['-i', inventory, 'play.yml'];
  // One that strikes nothing: the wrapper is overridden all the same.
  const idle: Arm = {
    fault: 'fail',
    token: 'none',
    job: { host: 'nobody', place: { file: '/nowhere', line: 1 }, item: null, nth: 0 },
    act: { act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 },
  };
  const bare = () =>
    execa(controller.executable, args, { cwd: folder, stdin: 'ignore', stdout: { file: join(folder, 'bare') } });
  const ours = async (arms: readonly Arm[]) => {
    const workDir = join(folder, 'work');
    const result = await runPlaybook(
      {
        controller,
        args,
        cwd: folder,
        env: { ...process.env, ...session.marks },
        sessionId: session.id,
        workDir,
        controlDir,
        outputFile: join(folder, 'output'),
        timeLimitMs: 120_000,
        hosts: [host],
        arms,
      },
      { onEvent: () => undefined },
    );
    if (result.rc !== 0) throw new Error(`the play failed: ${inspect(result)}`);
    rmSync(workDir, { recursive: true });
  };
  // Both start without an ssh master of the other's: runPlaybook ends its own, so the bare one must too.
  const fresh = () => rmSync(controlDir, { recursive: true, force: true });
  const ways = { bare, ours: () => ours([]), armed: () => ours([idle]) };
  const order = Object.keys(ways) as (keyof typeof ways)[];
  const times: Record<keyof typeof ways, number>[] = [];
  await bare();
  for (let pair = 0; pair < pairs; pair++) {
    const took = { bare: 0, ours: 0, armed: 0 };
    for (const way of order) {
      fresh();
      took[way] = await timed(ways[way]);
    }
    times.push(took);
    // Each comes first, second and last as often: a machine that others use gets slower and faster all the time.
    order.push(order.shift() ?? 'bare');
  }
  const row = (which: 'ours' | 'armed') => median(times.map((it) => it[which] / it.bare));
  const ms = (which: 'bare' | 'ours' | 'armed') => Math.round(median(times.map((it) => it[which])));
  process.stdout.write(
    `ansible-core ${controller.coreVersion}, ${pairs} pairs, medians: bare ${ms('bare')} ms; ` +
      `instrumented ${ms('ours')} ms (ratio ${row('ours').toFixed(3)}); ` +
      `with arms ${ms('armed')} ms (ratio ${row('armed').toFixed(3)}); target ≤ ${TARGET}\n`,
  );
  return row('ours') <= TARGET && row('armed') <= TARGET;
}

await using lab = await openLab();
const [host] = (await lab.start(['web'])).map((one) => one.host);
if (!host) throw new Error('no host');
for (const controller of await controllersToTest()) {
  const good = await measure(controller, host, lab.session);
  if (!good) process.exitCode = 1;
}
