import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { digestSources } from '../history/source-digest.ts';
import type { ImageIdentity } from '../lab/images/image-state.ts';
import type { Inputs, SourcesRead } from '../model/plan.ts';
import { homesOf, inputsOf, isBelow } from '../plan/inputs.ts';
import { ownVersionAndCode } from '../plan/own-digest.ts';
import type { TrialSetting } from './trial-setting.ts';

/** Runs of one playbook in a setting. */
interface RunsOf {
  readonly playbook: string;
  /** Its plays stand in these, and in those of playbooks that it imports. */
  readonly playFiles: readonly string[];
  readonly args: readonly string[];
  /** What they were made of. */
  readonly read: readonly SourcesRead[];
  /** What they depend on besides, by names. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** A digest of all that such runs depend on. */
export async function inputsIn(
  setting: TrialSetting,
  { playbook, playFiles, args, read, more }: RunsOf,
): Promise<Inputs> {
  const { lab, controller, cwd, env, doubled, kind, image, groups, stubs, outside } = setting;
  const hostImage = await lab.imageIdentity({ kind, image });
  const { inside } = controller;
  const ownImage = inside && (await lab.imageIdentity({ image: inside.name }));
  const { inventories = [], cast, frozen = null } = doubled ?? {};
  const ownFolder = lab.session.folder;
  const [written, theirs] = [inventories.filter(isOwn), inventories.filter((path) => !isOwn(path))];
  function isOwn(path: string) {
    return isBelow(ownFolder, path);
  }
  return inputsOf({
    ...{ playbook, cwd, env, read, ownFolder },
    homes: [...homesOf([playbook, ...playFiles, ...theirs], cwd), ...theirs],
    folders: theirs,
    settings: {
      reapcheck: ownVersionAndCode(),
      'ansible-core': controller.coreVersion,
      controller: ownImage && shortName(ownImage),
      image: hostImage && shortName(hostImage),
      kind,
      hosts: setting.hostNames.join(', '),
      inventory: [...theirs, ...written.map((folder) => writtenName(folder, ownFolder))].join(', '),
      doubles: cast && [cast.doubles.map(({ name, standsFor }) => [name, standsFor]), cast.local, cast.notDoubled],
      groups: groups.toSorted().join(', '),
      outside,
      stubs: stubs?.map(({ place: _, ...stub }) => stub),
      ...more,
    },
    secrets: [args, frozen === null ? null : JSON.parse(readFileSync(frozen, 'utf8'))],
    imageId: hostImage?.id,
  });
}

/** The same wherever it was made from the same. */
function shortName({ name, digest }: ImageIdentity): string {
  return `${name} (${digest.replace('sha256:', '').slice(0, 12)})`;
}

/** Written for the drill, in another folder each time: what it is called in there, and a digest of all that is in it. */
function writtenName(folder: string, ownFolder: string): string {
  const { digest } = digestSources(join(folder, '-'), folder, [], [folder]);
  return `${relative(ownFolder, folder)} (${digest.slice(0, 12)})`;
}
