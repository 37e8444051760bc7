import type { StartedHost } from '../lab/started-host.ts';
import { ReapcheckError } from '../model/error.ts';
import { LOCALHOST } from '../model/host.ts';
import type { WantedInventory } from '../model/inventory.ts';
import type { Step, WantedHost } from '../model/scenario.ts';
import { type Doubled, startDoubles } from './doubles.ts';
import { LocalhostUse } from './localhost.ts';
import { castInventory, doubledFrom } from './own-inventory.ts';
import { runPrepare } from './prepare.ts';
import type { TrialSetting } from './trial-setting.ts';

/** The hosts that several runs of plays share, one after the other: made up, or doubles of somebody's own. */
export interface PlayedHosts {
  readonly machines: readonly StartedHost[];
  /** Of the hosts that plays run on; one that acts on the controller is among them, and has no machine. */
  readonly names: readonly string[];
  readonly doubled: Doubled | undefined;
}

export interface WantedHosts {
  readonly hosts: readonly WantedHost[];
  readonly inventory?: (WantedInventory & { readonly kind: 'light' | 'systemd' }) | undefined;
}

/** What is played: of the first run, an inventory is read for this playbook. */
type First = Pick<TrialSetting, 'playbook' | 'args' | 'stubs'>;

export type PlayedSetting = Omit<
  TrialSetting,
  'playbook' | 'args' | 'hostNames' | 'groups' | 'kind' | 'image' | 'speed' | 'standIns'
>;

/** Starts them. Whoever asked for them stops them. `say` gets what is said of an inventory before anything runs. */
export async function startPlayed(
  setting: PlayedSetting,
  wanted: WantedHosts,
  first: First,
  say: (text: string) => void,
): Promise<PlayedHosts> {
  const { lab, signal } = setting;
  if (wanted.inventory === undefined) {
    const machines = await lab.start(wanted.hosts.map(spec), { signal });
    return { machines, names: machines.map(({ host }) => host.name), doubled: undefined };
  }
  const cast = await castInventory(wanted.inventory, { ...setting, ...first });
  for (const line of cast.words) say(line);
  const doubled = doubledFrom(cast, lab.session.folder);
  const hosts = doubled.cast.doubles.map(({ name }) => ({ name }));
  const machines = await startDoubles({ lab, doubled, hosts, kind: wanted.inventory.kind, signal });
  return { machines, names: [...hosts.map(({ name }) => name), ...doubled.cast.local], doubled };
}

/** The setting of a run on them. A double of this machine always belongs to those of an inventory. */
export function playedSetting(setting: PlayedSetting, { names, doubled }: PlayedHosts, first: First): TrialSetting {
  return {
    ...setting,
    ...first,
    ...(doubled ? { doubled, localhost: new LocalhostUse(() => true) } : {}),
    hostNames: names,
    groups: [],
    kind: 'light',
    speed: 1,
    standIns: [],
  };
}

export interface PrepareWish extends First {
  readonly budgetMs: number;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly id: string;
}

/** Runs a prepare on them, once: what it leaves is there in all runs after it. */
export async function preparePlayed(setting: PlayedSetting, played: PlayedHosts, wish: PrepareWish): Promise<void> {
  const { playbook, args, stubs, budgetMs, groups, id } = wish;
  await runPrepare(
    playedSetting(setting, played, { playbook, args, stubs }),
    { playbook, budgetMs },
    { machines: played.machines, id, groups },
  );
}

/** Of an inventory, the hosts are known only now: which of them a fault strikes, and whether those that are named are there. */
export function onPlayedHosts<S extends Pick<Step, 'faults'> & Partial<Pick<Step, 'expectations'>>>(
  step: S,
  { names, doubled }: PlayedHosts,
): S {
  if (!doubled) return step;
  for (const { value } of step.expectations ?? []) {
    if (value.kind === 'hosts') for (const name of Object.keys(value.ends.named)) refuseStranger(name, names);
    if (value.kind === 'reboots') for (const name of Object.keys(value.counts.named)) refuseStranger(name, names);
  }
  const faults = step.faults.map((one) => {
    for (const name of one.hosts) refuseStranger(name, [...names, LOCALHOST]);
    return one.hosts.length > 0 ? one : { ...one, hosts: names.slice(0, 1) };
  });
  return { ...step, faults };
}

function refuseStranger(name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  throw new ReapcheckError({
    code: 'unknown-host',
    kind: 'usage',
    what: `"${name}" is none of the hosts of the inventory that take part`,
    expected: names.join(', '),
    remedy: 'name one of these; limit and sample say which of them take part',
  });
}

function spec({ name, kind, image, user }: WantedHost) {
  return {
    name,
    ...(kind === undefined ? {} : { kind }),
    ...(image === undefined ? {} : { image }),
    ...(user === undefined ? {} : { user }),
  };
}
