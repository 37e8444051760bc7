import { ReapcheckError } from '../model/error.ts';
import { blackholeLink } from './blackhole-link.ts';
import { cutLink } from './cut-link.ts';
import { dropIdle } from './drop-idle.ts';
import { emptyJobFile } from './empty-job-file.ts';
import { fail } from './fail.ts';
import { failJson } from './fail-json.ts';
import type { Fault } from './fault.ts';
import { fullDisk } from './full-disk.ts';
import { garbage } from './garbage.ts';
import { garbleJobFile } from './garble-job-file.ts';
import { hang } from './hang.ts';
import { heldStdout } from './held-stdout.ts';
import { killBoth } from './kill-both.ts';
import { killLeaf } from './kill-leaf.ts';
import { killModule } from './kill-module.ts';
import { killRunner } from './kill-runner.ts';
import { killWatcher } from './kill-watcher.ts';
import { loseJobFile } from './lose-job-file.ts';
import { ownStartedKey } from './own-started-key.ts';
import { pauseHost } from './pause-host.ts';
import { powerCut } from './power-cut.ts';
import { rebootHost } from './reboot-host.ts';
import { silent } from './silent.ts';
import { slow } from './slow.ts';
import { slowLink } from './slow-link.ts';
import { sshPenalty } from './ssh-penalty.ts';
import { traceback } from './traceback.ts';
import { truncateJobFile } from './truncate-job-file.ts';
import { wipeAsyncDir } from './wipe-async-dir.ts';

/** In the order in which a drill shows them. */
const ALL = [
  ...[fail, failJson, traceback, garbage, silent, killModule, killLeaf, killRunner, killWatcher, killBoth],
  ...[hang, slow, ownStartedKey, heldStdout],
  ...[loseJobFile, wipeAsyncDir, truncateJobFile, emptyJobFile, garbleJobFile, fullDisk],
  ...[rebootHost, powerCut, pauseHost],
  ...[cutLink, blackholeLink, dropIdle, slowLink, sshPenalty],
];

export type FaultName = (typeof ALL)[number]['name'];
export const FAULTS: readonly Fault<FaultName>[] = ALL;

const ofGroup = (group: Fault['group']) => FAULTS.filter((fault) => fault.group === group).map(({ name }) => name);

/** Sets of faults by name. `default` has one of each kind of end that a job can come to; the last four are the groups of docs/faults.md. */
export const PRESETS = {
  quick: ['fail', 'kill-runner', 'hang'],
  default: ['fail', 'kill-module', 'kill-runner', 'hang', 'slow', 'lose-job-file', 'empty-job-file', 'reboot-host'],
  all: FAULTS.map(({ name }) => name),
  job: ofGroup('job'),
  'job-file': ofGroup('job-file'),
  host: ofGroup('host'),
  link: ofGroup('link'),
} as const satisfies Record<string, readonly FaultName[]>;

type Preset = keyof typeof PRESETS;

/** The faults of a preset; an unknown one is a usage error that lists those there are. */
export function presetNamed(name: string): readonly Fault[] {
  if (Object.hasOwn(PRESETS, name)) return faultsNamed(PRESETS[name as Preset]);
  throw new ReapcheckError({
    code: 'unknown-preset',
    kind: 'usage',
    what: `there is no preset "${name}"`,
    expected: Object.keys(PRESETS).join(', '),
    remedy: 'choose one of these with --preset, or name faults with --faults',
  });
}

/** The faults of these names; an unknown one is a usage error that lists those there are. */
export function faultsNamed(names: readonly string[]): readonly Fault[] {
  return names.map((name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault) return fault;
    throw new ReapcheckError({
      code: 'unknown-fault',
      kind: 'usage',
      what: `there is no fault "${name}"`,
      expected: FAULTS.map((one) => one.name).join(', '),
      remedy: 'name one or more of these with --faults, separated by commas',
    });
  });
}
