import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { KeptDisk } from '../lab/images/kept-disks.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Inputs, SourcesRead } from '../model/plan.ts';
import type { PrepareReport } from '../model/report.ts';
import { isBelow, sha256 } from '../plan/inputs.ts';
import { inputsDiffer } from '../plan/what-differs.ts';
import { inputsIn } from './inputs-in.ts';
import type { PrepareOrder } from './prepare-order.ts';
import type { TrialSetting } from './trial-setting.ts';
import { withoutSelection } from './without-selection.ts';

/** What is said of each disk that a prepare left: the hosts of one prepare have the same. */
interface Note {
  readonly inputs: Inputs;
  readonly read: SourcesRead;
  readonly report: PrepareReport;
}

/** What an earlier drill's prepare left, and all that it depended on is as it was. */
export interface KeptPrepare {
  /** Of each host. */
  readonly images: ReadonlyMap<string, string>;
  readonly report: PrepareReport;
  readonly read: SourcesRead;
}

/** What was kept for this prepare, or why it is run: in words, none where nothing was kept. */
export async function keptPrepare(
  setting: TrialSetting,
  order: PrepareOrder,
): Promise<KeptPrepare | readonly string[]> {
  const { lab, hostNames } = setting;
  const newest = newestOf(await lab.disks.kept(projectOf(setting, order)));
  const [first] = newest;
  if (!first || !isNote(first.note)) return [];
  const { note } = first;
  const now = await inputsOfPrepare(setting, order, note.read);
  const differ = inputsDiffer(note.inputs, now);
  if (differ.length > 0) return differ;
  if (hostNames.some((name) => !newest.some(({ host }) => host === name))) return [];
  const images = new Map<string, string>();
  for (const disk of newest) {
    const image = await lab.disks.borrow(disk);
    // Another drill has kept its own meanwhile.
    if (image === undefined) return [];
    images.set(disk.host, image);
  }
  const keptFrom = new Date(first.madeAt).toISOString();
  return { images, report: { ...note.report, keptFrom }, read: note.read };
}

/** Keeps what a prepare has left on these machines, which are shut down. Returns why it doesn't, in words. */
export async function keepPrepare(
  setting: TrialSetting,
  order: PrepareOrder,
  { machines, report, read }: Omit<KeptPrepare, 'images'> & { readonly machines: readonly StartedHost[] },
): Promise<string | undefined> {
  const inputs = await inputsOfPrepare(setting, order, read);
  const [unknown] = inputs.undigested;
  if (unknown !== undefined) return `it depends on ${unknown}`;
  const secret = [...read.files, ...filesOf(setting, order, inputs)].find(isVaulted);
  if (secret !== undefined) return `it may have left secrets of ${secret} on its hosts`;
  const { folder } = setting.lab.session;
  // What was written for this drill is among the inputs, and gone for the next.
  const files = read.files.filter((file) => !isBelow(folder, file));
  const note: Note = { inputs: { ...inputs, startedIn: '' }, read: { ...read, files }, report };
  const of = projectOf(setting, order);
  try {
    await setting.lab.disks.keep(machines.map((host) => ({ host, kept: { of, host: host.host.name, note } })));
    return undefined;
  } catch (error) {
    return `the engine would not: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Where it stands, and what it runs on, as each cell of a matrix has its own: what was made of another state of it gives way. */
function projectOf({ cwd, kind, image, controller }: TrialSetting, { playbook }: PrepareOrder): string {
  return sha256([cwd, playbook, kind, image, controller.coreVersion]).slice(0, 16);
}

function inputsOfPrepare(setting: TrialSetting, order: PrepareOrder, read: SourcesRead): Promise<Inputs> {
  const { playbook, playFiles, look } = order;
  const registries = setting.registries?.map(({ host, port }) => `${host}:${port}`).join(', ');
  const args = withoutSelection(setting.args);
  return inputsIn(setting, { playbook, playFiles, args, read: [read], more: { look, registries } });
}

/** All that the inputs have by its contents: variables beside an inventory may never have been asked for one by one. */
function filesOf({ cwd }: TrialSetting, { playbook }: PrepareOrder, { files }: Inputs): readonly string[] {
  return files.map(({ path }) => resolve(dirname(resolve(cwd, playbook)), path));
}

/** Another version may have kept it, and say other things of it. */
function isNote(note: unknown): note is Note {
  const { inputs, read, report } = (note ?? {}) as Partial<Note>;
  const lists = [read?.files, read?.roles, read?.lookups, inputs?.files];
  return lists.every(Array.isArray) && typeof inputs?.settings === 'object' && report?.mode === 'snapshot';
}

/** The hosts of one prepare are kept within a moment, and have the same note. */
function newestOf(disks: readonly KeptDisk[]): readonly KeptDisk[] {
  const [newest] = disks.toSorted((a, b) => b.madeAt - a.madeAt);
  return newest === undefined ? [] : disks.filter(({ note }) => sha256(note) === sha256(newest.note));
}

const VAULTED = /\$ANSIBLE_VAULT;|!vault\b/;

function isVaulted(file: string): boolean {
  try {
    return VAULTED.test(readFileSync(file, 'utf8'));
  } catch {
    return false; // gone: it is among what can't be digested
  }
}
