import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReleased, matchesVersion, runsOn, SERIES, seriesOf } from '../../model/ansible-core.ts';
import type { Engine } from '../engine.ts';
import { type HostImage, nameOf } from '../host-image.ts';
import { CONTROLLER_REPOSITORY, isControllerName, versionIn } from './controller-name.ts';
import { CONTAINERS_DIR, imageDigest } from './image-context.ts';
import { DIGEST_LABEL, type ImageState, type SeenImage } from './image-state.ts';

/** On a controller's image: the version of its ansible-core. */
export const CORE_LABEL = 'io.reapcheck.ansible-core';

/** What controllers are made on, and the Python that its packages have; the first that a series runs on is taken. */
const GROUNDS = [
  { system: 'debian-12', python: '3.11' },
  { system: 'debian-13', python: '3.13' },
] as const;

/** An image that reapcheck makes to run ansible-playbook in. */
export interface ControllerImageOrder {
  /** A version or series of ansible-core, as it was asked for. */
  readonly version: string;
  /** The image of a host that it is made on. */
  readonly base: HostImage;
}

/** For a version or series; of one that is newer than our table the newest Python is tried. */
export function controllerImageFor(version: string): ControllerImageOrder {
  const series = seriesOf(version);
  const ground = (series && GROUNDS.find(({ python }) => runsOn(series, python))) ?? GROUNDS[1];
  return { version, base: { kind: 'light', system: ground.system } };
}

/** These, and what the controllers for these versions are made on. */
export function withBases(images: readonly HostImage[], versions: readonly string[]): readonly HostImage[] {
  const names = new Set(images.map(nameOf));
  const bases = versions.map((version) => controllerImageFor(version).base);
  return [...images, ...bases.filter((base) => !names.has(nameOf(base)) && names.add(nameOf(base)))];
}

/** The series that is taken where nobody names one: the newest release that our tests know. */
export function defaultSeries(): string {
  return SERIES.findLast((series) => series.tested && isReleased(series))?.name ?? '';
}

/** Changes when any file that it is made from does, or those of the image below it. */
export function controllerDigest({ version, base }: ControllerImageOrder, dir: string = CONTAINERS_DIR): string {
  const hash = createHash('sha256').update(`${nameOf(base)} ${imageDigest(base, dir)}\n${version}\n`);
  for (const file of readdirSync(join(dir, 'controller')).toSorted())
    hash.update(`${file}\n`).update(readFileSync(join(dir, 'controller', file)));
  return hash.digest('hex');
}

/** A controller's image of ours, as the engine has it. */
export interface SeenController extends SeenImage {
  /** What it was asked for as. */
  readonly version: string;
  readonly coreVersion: string;
  readonly state: Exclude<ImageState, 'missing'>;
}

/** Those that the engine has, the newest ansible-core first. */
export async function controllerImages(
  engine: Engine,
  dir: string = CONTAINERS_DIR,
): Promise<readonly SeenController[]> {
  const images = await engine.listImages({ filters: { reference: [CONTROLLER_REPOSITORY], label: [CORE_LABEL] } });
  const seen = images.flatMap(({ RepoTags, Labels, Size: bytes }) =>
    (RepoTags ?? []).flatMap((name): SeenController[] => {
      if (!isControllerName(name)) return [];
      const version = versionIn(name);
      const digest = Labels[DIGEST_LABEL];
      const state = digest === controllerDigest(controllerImageFor(version), dir) ? 'current' : 'outdated';
      return [{ name, version, coreVersion: Labels[CORE_LABEL] ?? '', state, digest, bytes }];
    }),
  );
  return seen.toSorted((a, b) => b.coreVersion.localeCompare(a.coreVersion, 'en', { numeric: true }));
}

/** Of those, the first whose ansible-core is this one, or of this series; current ones go before others. */
export function controllerOf(seen: readonly SeenController[], wanted: string | undefined): SeenController | undefined {
  const fitting = seen.filter(({ coreVersion }) => matchesVersion(coreVersion, wanted));
  return fitting.find(({ state }) => state === 'current') ?? fitting[0];
}

/** What makes the image. */
export function controllerCommand(version: string): string {
  return `npx reapcheck doctor --fix --controller container --ansible ${version}`;
}
