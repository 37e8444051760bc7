import { globSync, readFileSync } from 'node:fs';
import { type AptSource, parseDeb822, parseOneLine } from './apt-source.ts';

/** Where a Debian release can be had from, as this machine's own apt would. */
export interface DebianMirror {
  readonly uri: string;
  /** A keyring that gpgv reads; undefined: that of the tool which makes a base. */
  readonly keyring: string | undefined;
  readonly checkSignature: boolean;
}

/** Suites of Debian's main archive. The security and updates suites live elsewhere or hold only a part. */
const RELEASES = new Set([
  'bullseye',
  'bookworm',
  'trixie',
  'forky',
  'sid',
  'stable',
  'oldstable',
  'oldoldstable',
  'testing',
  'unstable',
]);

/** Of the machine's sources, in apt's order. `etc` is `/etc/apt`. */
export function readAptSources(etc = '/etc/apt'): AptSource[] {
  const oneLine = [`${etc}/sources.list`, ...globSync(`${etc}/sources.list.d/*.list`).sort()];
  const deb822 = globSync(`${etc}/sources.list.d/*.sources`).sort();
  return [
    ...oneLine.flatMap((file) => parseOneLine(readIfThere(file))),
    ...deb822.flatMap((file) => parseDeb822(readIfThere(file))),
  ];
}

/** The mirror to take `suite` from: one that this machine takes it from, else one that has Debian's other releases. */
export function debianMirror(sources: readonly AptSource[], suite: string): DebianMirror | undefined {
  const archives = sources.flatMap((source) => {
    const uri = resolveMirrorFile(source.uri);
    return uri && RELEASES.has(source.suite) && source.components.includes('main') ? [{ ...source, uri }] : [];
  });
  const chosen = archives.find((source) => source.suite === suite) ?? archives[0];
  if (!chosen) return undefined;
  return {
    uri: chosen.uri,
    keyring: chosen.signedBy?.endsWith('.gpg') ? chosen.signedBy : undefined,
    checkSignature: !chosen.trusted,
  };
}

/** What makes a base knows http, https and file. `mirror+file:/path`, which cloud images use, names a file that lists URIs. */
function resolveMirrorFile(uri: string): string | undefined {
  const list = /^mirror\+file:(?:\/\/)?(\/.*)$/.exec(uri)?.[1];
  const resolved = list === undefined ? uri : readIfThere(list).split(/\s/)[0];
  return resolved && /^(https?|file):/.test(resolved) ? resolved : undefined;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
