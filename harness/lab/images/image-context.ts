import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostKindName } from '../host-kind.ts';

/** The build context of all images: what they share is in it once. The same place from source and from dist. */
export const CONTAINERS_DIR = fileURLToPath(new URL('../../../containers', import.meta.url));

/** What the Dockerfiles' FROM names, and the Debian release that it is. */
export const BASE = { image: 'debian:12-slim', suite: 'bookworm' } as const;

/** The files that an image is made from, relative to the context, in a fixed order. */
export function imageFiles(kind: HostKindName, dir: string = CONTAINERS_DIR): string[] {
  return ['boot', kind]
    .flatMap((folder) => readdirSync(join(dir, folder)).map((name) => `${folder}/${name}`))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Changes when any file of the image, or the name of its base, does. */
export function imageDigest(kind: HostKindName, dir: string = CONTAINERS_DIR): string {
  const hash = createHash('sha256').update(`${BASE.image}\n`);
  for (const file of imageFiles(kind, dir)) {
    const content = readFileSync(join(dir, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** What every host needs; a base that has these makes the light image without any network. */
export function basePackages(dir: string = CONTAINERS_DIR): string[] {
  return readFileSync(join(dir, 'boot/packages'), 'utf8').split(/\s+/).filter(Boolean);
}
