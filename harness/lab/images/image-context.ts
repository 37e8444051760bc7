import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostImage } from '../host-image.ts';
import { type DebianRecipe, HOST_SYSTEMS } from '../host-system.ts';

/** The build context of all images: what they share is in it once. The same place from source and from dist. */
export const CONTAINERS_DIR = fileURLToPath(new URL('../../../containers', import.meta.url));

/** Of Debian's, what `containers/other/Dockerfile` copies besides what is its own. */
const SHARED = [
  ...['boot/prepare', 'boot/sshd.conf', 'boot/keep-compiled', 'boot/reapcheck_keep_compiled.py'],
  ...['light/init', 'light/shutdown', 'light/sshd-light.conf'],
];

/** The files that an image is made from, relative to the context, in a fixed order. */
export function imageFiles({ kind, system }: HostImage, dir: string = CONTAINERS_DIR): string[] {
  const { recipe } = HOST_SYSTEMS[system];
  if (recipe.by === 'registry') return [...SHARED, 'other/Dockerfile', 'other/install', recipe.packages];
  return ['boot', kind]
    .flatMap((folder) => readdirSync(join(dir, folder)).map((name) => `${folder}/${name}`))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The Dockerfile among them, and the arguments that it takes. */
export function buildOf({ kind, system }: HostImage): {
  readonly dockerfile: string;
  readonly args: Readonly<Record<string, string>>;
} {
  const { base, recipe } = HOST_SYSTEMS[system];
  if (recipe.by === 'debian') return { dockerfile: `${kind}/Dockerfile`, args: { BASE: base } };
  const { manager, packages } = recipe;
  return { dockerfile: 'other/Dockerfile', args: { BASE: base, MANAGER: manager, PACKAGES: packages } };
}

/** Changes when any file of the image, or the name of its base, does. */
export function imageDigest(image: HostImage, dir: string = CONTAINERS_DIR): string {
  const hash = createHash('sha256').update(`${HOST_SYSTEMS[image.system].base}\n`);
  for (const file of imageFiles(image, dir)) {
    const content = readFileSync(join(dir, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** What every host needs, as far as debootstrap could get it (mmdebstrap could get all); a base that has all of it makes the light image without any network. */
export function basePackages({ sysusers }: DebianRecipe, dir: string = CONTAINERS_DIR): string[] {
  const packages = readFileSync(join(dir, 'boot/packages'), 'utf8').split(/\s+/).filter(Boolean);
  if (!sysusers) return packages;
  return [...packages.filter((name) => !sysusers.dependents.includes(name)), sysusers.base];
}
