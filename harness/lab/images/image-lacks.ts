import type { Container } from 'dockerode';
import { oldestHostPython } from '../../model/ansible-core.ts';
import { ReapcheckError } from '../../model/error.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { HOST_KINDS } from '../host-kind.ts';
import type { HostKindName } from '../host-system.ts';
import { fileIn } from './image-files.ts';
import { KIND_LABEL } from './image-state.ts';

const PYTHONS = ['/usr/bin/python3', '/usr/local/bin/python3', '/usr/libexec/platform-python', '/usr/bin/python'];

/** Something that a host has. */
interface Need {
  readonly what: string;
  /** Where the file stands that it is known by: one of these. */
  readonly paths: readonly string[];
  /** A link to something like this is not it. */
  readonly notBy?: RegExp;
}

const NEEDS: readonly Need[] = [
  { what: 'an SSH server (sshd)', paths: ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'] },
  { what: 'Python (python3)', paths: PYTHONS },
  { what: 'a shell (sh)', paths: ['/bin/sh', '/usr/bin/sh'] },
  // By it the host drops what its start needs. That of busybox can't, and then a playbook could set the clock of the machine below.
  { what: 'setpriv of util-linux', paths: ['/usr/bin/setpriv', '/bin/setpriv', '/sbin/setpriv'], notBy: /busybox$/ },
  { what: 'reapcheck’s own start (/usr/lib/reapcheck/init)', paths: ['/usr/lib/reapcheck/init'] },
];

/** What a kind needs besides. */
const KIND_NEEDS: Readonly<Record<HostKindName, readonly Need[]>> = {
  light: [],
  systemd: [
    { what: 'systemd, which --kind systemd needs', paths: ['/lib/systemd/systemd', '/usr/lib/systemd/systemd'] },
  ],
};

export interface Wanted {
  readonly kind: HostKindName;
  /** The ansible-core whose modules shall run on it, where that is known. */
  readonly core?: string | undefined;
}

/**
 * Throws `unfit-image` where somebody's image has not what a host needs: said before any host is started, as a host without it would only
 * never answer, or answer in riddles. Looked for in a container that is made and never started; `labels` mark that as the session's.
 */
export async function requireFitImage(
  engine: Engine,
  image: string,
  { kind, core }: Wanted,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const container = await engine.createContainer({ Image: image, Labels: { ...labels }, Cmd: ['never-started'] });
  try {
    const { Config } = await container.inspect();
    const madeAs = Config.Labels[KIND_LABEL];
    if (madeAs !== undefined && madeAs !== kind) throw otherKind(image, madeAs, kind);
    const lacks = await lacking(container, [...NEEDS, ...KIND_NEEDS[kind]]);
    if (lacks.length > 0) throw unfit(image, `it lacks ${lacks.join(', ')}`);
    const old = core && (await tooOld(container, core));
    if (old) throw pythonTooOld(image, old);
  } finally {
    await removeContainer(engine, container.id);
  }
}

async function lacking(container: Container, needs: readonly Need[]): Promise<string[]> {
  const looks = needs.map(async ({ what, paths, notBy }) => {
    const files = await Promise.all(paths.map((path) => fileIn(container, path)));
    return files.some((file) => file !== undefined && !notBy?.test(file.target ?? '')) ? [] : [what];
  });
  return (await Promise.all(looks)).flat();
}

interface OldPython {
  readonly core: string;
  readonly seen: string;
  readonly oldest: number;
}

/** Undefined where one of its Pythons will do, or doesn't say which it is: `python3` is a link to one that has its version in its name. */
async function tooOld(container: Container, core: string): Promise<OldPython | undefined> {
  const oldest = oldestHostPython(core);
  if (oldest === undefined) return undefined;
  const there = await Promise.all(PYTHONS.map((path) => fileIn(container, path)));
  const minors = there
    .filter((file) => file !== undefined && !/python2/.test(file.target ?? ''))
    .map((file) => Number(/3\.(\d+)$/.exec(file?.target ?? '')?.[1] ?? Number.NaN));
  if (minors.length === 0 || minors.some((minor) => !(minor < oldest))) return undefined;
  // Ansible looks for those of other versions, too (INTERPRETER_PYTHON_FALLBACK).
  const newer = Array.from({ length: NEWEST_PYTHON - oldest + 1 }, (_, index) => `/usr/bin/python3.${oldest + index}`);
  const others = await Promise.all(newer.map((path) => fileIn(container, path)));
  if (others.some((file) => file !== undefined)) return undefined;
  return { core, oldest, seen: [...new Set(minors)].map((minor) => `Python 3.${minor}`).join(', ') };
}

/** Of those whose names are tried. */
const NEWEST_PYTHON = 16;

function unfit(image: string, why: string): ReapcheckError {
  return new ReapcheckError({
    code: 'unfit-image',
    kind: 'environment',
    what: `the image ${image} is none for a host: ${why}`,
    expected: 'an image that was made from one of reapcheck’s own, or as docs/hosts.md says',
    remedy: `begin its Dockerfile with FROM ${HOST_KINDS.light.image} (or ${HOST_KINDS.systemd.image}, with --kind systemd), and keep the CMD of that`,
  });
}

function otherKind(image: string, madeAs: string, kind: string): ReapcheckError {
  return new ReapcheckError({
    code: 'unfit-image',
    kind: 'environment',
    what: `the image ${image} is none for a host of the kind ${kind}: it was made from one of the kind ${madeAs}`,
    expected: `--kind ${madeAs} (kind: ${madeAs} in a scenario or test)`,
    remedy: `ask for that, or begin its Dockerfile with FROM reapcheck/${kind}:…`,
  });
}

function pythonTooOld(image: string, { core, oldest, seen }: OldPython): ReapcheckError {
  return new ReapcheckError({
    code: 'unfit-image',
    kind: 'environment',
    what: `the image ${image} is none for a host of ansible-core ${core}: its modules need Python 3.${oldest} or newer there`,
    seen,
    remedy: 'install a newer Python in it, or take an older ansible-core (--ansible)',
  });
}
