import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostImage } from '../host-image.ts';
import type { HostKindName } from '../host-kind.ts';
import { HOST_SYSTEMS, type HostSystemName } from '../host-system.ts';

/** The build context of all images: what they share is in it once. The same place from source and from dist. */
export const CONTAINERS_DIR = fileURLToPath(new URL('../../../containers', import.meta.url));

/** The files that an image is made from, relative to the context, in a fixed order. */
export function imageFiles(kind: HostKindName, dir: string = CONTAINERS_DIR): string[] {
  return ['boot', kind]
    .flatMap((folder) => readdirSync(join(dir, folder)).map((name) => `${folder}/${name}`))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Changes when any file of the image, or the name of its base, does. */
export function imageDigest({ kind, system }: HostImage, dir: string = CONTAINERS_DIR): string {
  const hash = createHash('sha256').update(`${HOST_SYSTEMS[system].base}\n`);
  for (const file of imageFiles(kind, dir)) {
    const content = readFileSync(join(dir, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** What every host needs, as far as debootstrap can get it; a base that has all of it makes the light image without any network. */
export function basePackages(system: HostSystemName, dir: string = CONTAINERS_DIR): string[] {
  const packages = readFileSync(join(dir, 'boot/packages'), 'utf8').split(/\s+/).filter(Boolean);
  const { sysusers } = HOST_SYSTEMS[system];
  if (!sysusers) return packages;
  return [...packages.filter((name) => !sysusers.dependents.includes(name)), sysusers.base];
}
