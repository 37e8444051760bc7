/**
 * What doubles cost, in paired runs of one play on two hosts: on hosts of our own, the same with `ansible-playbook` in a double of this
 * machine, or in an image of the same series, and on doubles of an inventory's hosts, where it is in a double as well. `node test/bench/doubles.ts [ROUNDS]`, with
 * REAPCHECK_TEST_ANSIBLE for another ansible-core than the first found.
 */
import { join } from 'node:path';
import { findController } from '../../harness/ansible/controller.ts';
import { LocalhostUse } from '../../harness/engine/localhost.ts';
import { castInventory, doubledFrom } from '../../harness/engine/own-inventory.ts';
import { runTrial } from '../../harness/engine/run-trial.ts';
import type { TrialSetting } from '../../harness/engine/trial-setting.ts';
import { RunStore } from '../../harness/history/store.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { chooseController } from '../../harness/library/choose-controller.ts';
import { shownPaths } from '../../harness/library/shown-paths.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { ansibles } from '../ansibles.ts';

/** A double against a plain host, and the controller's double against the local one, of a run. */
const TARGETS = { doubles: 1.2, controller: 1.1, image: 1.1 };
const PLAYBOOK = new URL('../../playbooks/good/parallel-jobs.yml', import.meta.url).pathname;
const NAMES = ['web1', 'web2'];
const rounds = Number(process.argv[2] ?? 5);

const env = process.env;
const controller = await findController({ ansible: ansibles()[0], env });
await using lab = await openLab();
const { signal } = new AbortController();
const cwd = lab.session.folder;
const where = { lab, controller, playbook: PLAYBOOK, args: [], cwd, env, signal };
const cast = await castInventory({ sources: [`${NAMES.join(',')},`], limit: undefined, sample: 'all' }, where);
const plain: TrialSetting = {
  ...{ lab, controller, playbook: PLAYBOOK, args: [], cwd, env, hostNames: NAMES, groups: [], kind: 'light' },
  ...{ speed: 1, standIns: [], signal, store: new RunStore(join(cwd, 'runs'), PLAYBOOK, new Date()) },
};
const sources = { playbooks: [PLAYBOOK], inventories: [], args: [] };
const imaged = await chooseController({
  ...{ ansible: controller.coreVersion.replace(/^(\d+\.\d+).*/, '$1'), controller: 'container', env, signal },
  shown: () => shownPaths(sources, { cwd, env }),
});
const localhost = (doubled: boolean) => new LocalhostUse(() => doubled);
const ways = {
  plain,
  controller: { ...plain, localhost: localhost(true) },
  image: { ...plain, localhost: localhost(true), controller: imaged },
  doubles: { ...plain, localhost: localhost(true), doubled: doubledFrom(cast, cwd) },
} satisfies Record<string, TrialSetting>;
type Way = keyof typeof ways;

interface Took {
  /** From no host to none. */
  readonly whole: number;
  /** ansible-playbook alone. */
  readonly play: number;
}

let runs = 0;
async function run(way: Way): Promise<Took> {
  const since = elapsed();
  const order = { id: `${way}-${++runs}`, budgetMs: 300_000, armed: [], settled: () => true, settleMs: () => 0 };
  const { rc, wallMs, outputFile } = await runTrial(ways[way], order);
  if (rc !== 0) throw new Error(`${way}: ansible-playbook ended with ${rc}: ${outputFile}`);
  return { whole: elapsed() - since, play: wallMs };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const say = (text: string) => process.stdout.write(`${text}\n`);

const order: Way[] = ['plain', 'controller', 'image', 'doubles'];
const took: Record<Way, Took>[] = [];
for (const way of order) await run(way); // all warm
for (let round = 1; round <= rounds; round++) {
  const times: Partial<Record<Way, Took>> = {};
  for (const way of order) times[way] = await run(way);
  took.push(times as Record<Way, Took>);
  // Each comes first, second and last as often: a machine that others use gets slower and faster all the time.
  order.push(order.shift() ?? 'plain');
  say(`${round}: ${order.map((way) => `${way} ${Math.round(times[way]?.whole ?? 0)} ms`).join(', ')}`);
}
const ratio = (way: Way, than: Way, part: keyof Took) => median(took.map((one) => one[way][part] / one[than][part]));
const found = {
  controller: ratio('controller', 'plain', 'whole'),
  image: ratio('image', 'plain', 'whole'),
  doubles: ratio('doubles', 'controller', 'whole'),
};
say(`ansible-core ${controller.coreVersion}, ${NAMES.length} hosts, medians of ${rounds} rounds`);
for (const way of ['controller', 'image', 'doubles'] as const) {
  const than = way === 'doubles' ? 'controller' : 'plain';
  say(
    `${way} against ${than}: run ${found[way].toFixed(2)} (target ${TARGETS[way]}), play alone ${ratio(way, than, 'play').toFixed(2)}`,
  );
  if (found[way] > TARGETS[way]) process.exitCode = 1;
}
say(
  `doubles against plain: run ${ratio('doubles', 'plain', 'whole').toFixed(2)}, play alone ${ratio('doubles', 'plain', 'play').toFixed(2)}`,
);
