import { join } from 'node:path';
import { ReapcheckError } from '../../model/error.ts';
import { execPiped } from '../../process/exec.ts';
import type { Engine } from '../engine.ts';
import { environmentWithout } from '../environment.ts';
import { type DebianRecipe, HOST_SYSTEMS, type HostSystem, type HostSystemName } from '../host-system.ts';
import { debianMirror, readAptSources } from './debian-mirror.ts';
import { type EngineMessage, readMessages } from './engine-stream.ts';
import { basePackages, CONTAINERS_DIR } from './image-context.ts';
import type { ImageSteps } from './image-steps.ts';
import { doctorCommand } from './own-images.ts';

/** On a base that didn't come from a registry. */
const BASE_LABEL = 'io.reapcheck.base';

/** Any of them will do; the first is the fastest. */
export const BASE_MAKERS = ['mmdebstrap', 'debootstrap'] as const;

/** How either of them says how far it is. */
const STAGE = /^I: (Retrieving|Downloading|Extracting|Installing|Unpacking|Configuring)/i;

const SHOWN_LINES = 15;

/**
 * Makes the base from Debian packages and imports it under the name that the Dockerfiles' FROM uses. Nothing touches the
 * disk outside of the engine. Throws `no-base-image` if this isn't root, `no-debian-mirror`, `no-such-release` or `base-failed`.
 */
export async function makeDebianBase(
  engine: Engine,
  system: HostSystemName,
  recipe: DebianRecipe,
  options: ImageSteps,
): Promise<void> {
  const { base } = HOST_SYSTEMS[system];
  const { suite } = recipe;
  if (process.getuid?.() !== 0) {
    throw new ReapcheckError({
      code: 'no-base-image',
      kind: 'environment',
      what: `the engine has no ${base} and can't pull it; only root can make it from Debian packages`,
      remedy: `sudo ${doctorCommand([system])}`,
    });
  }
  const mirror = debianMirror(readAptSources(), suite);
  if (!mirror) {
    throw new ReapcheckError({
      code: 'no-debian-mirror',
      kind: 'environment',
      what: "apt's sources on this machine name no mirror of Debian's main archive",
      expected: 'an http, https or file source with the component main in /etc/apt/sources.list or sources.list.d',
      remedy: `add one, or have the engine get ${base}: docker pull ${base}`,
    });
  }
  const environment = environmentWithout();
  const makeRootfs = [
    'sh',
    join(CONTAINERS_DIR, 'base/make-rootfs'),
    basePackages(recipe).join(','),
    suite,
    mirror.uri,
    ...(mirror.keyring ? [`--keyring=${mirror.keyring}`] : []),
    ...(mirror.checkSignature ? [] : ['--no-check-gpg']),
  ];
  options.onChange?.(`${base} from packages of Debian ${suite} (in memory): ${mirror.uri}`);
  let stage = '';
  // Namespaces of its own, that die with this process, whatever ends it: no mount, process or file stays behind.
  const rootfs = execPiped(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', ...makeRootfs],
    {
      env: { ...environment, PATH: `${environment.PATH ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`, LC_ALL: 'C.UTF-8' },
      signal: options.signal,
      onLine: (line) => {
        const seen = STAGE.exec(line)?.[1]?.toLowerCase();
        if (seen && seen !== stage) options.onProgress?.(`base: ${seen} packages`);
        stage = seen ?? stage;
      },
    },
  );
  const imported = importUntagged(engine, rootfs.stdout, options.signal);
  imported.catch(() => {}); // told below, after what made the archive fail
  const made = await rootfs.ended;
  if (made.failed) {
    // What came of a broken archive, if anything, has no name, and goes.
    await imported.then((id) => engine.getImage(id).remove()).catch(() => {});
    options.signal?.throwIfAborted();
    throw baseFailed({ base, suite, mirror: mirror.uri, why: made.why, output: made.output });
  }
  const [repo = '', tag = ''] = base.split(':');
  await engine.getImage(await imported).tag({ repo, tag });
}

interface Failed extends Pick<HostSystem, 'base'>, Pick<DebianRecipe, 'suite'> {
  readonly mirror: string;
  readonly why: string | undefined;
  /** Of what makes it, and of what that runs. */
  readonly output: string;
}

/** A mirror that hasn't the release (any more) is a thing of its own: another mirror may have it, or newer tools know it. */
export function baseFailed({ base, suite, mirror, why, output }: Failed): ReapcheckError {
  const lines = output.trim().split('\n').slice(-SHOWN_LINES);
  const seen = `the last lines of what makes it:\n${lines.map((line) => `    ${line}`).join('\n')}`;
  const pull = `have the engine get the image: docker pull ${base}`;
  if (/^E: (Failed getting release file|The repository '.*' does not have a Release file)/m.test(output)) {
    return new ReapcheckError({
      code: 'no-such-release',
      kind: 'environment',
      what: `the mirror ${mirror} gives no release file of Debian ${suite}, so ${base} can't be made from it`,
      seen,
      remedy: `name one that has it in apt's sources (\`deb http://… ${suite} main\`; releases past their support are on archive.debian.org), or ${pull}`,
    });
  }
  return new ReapcheckError({
    code: 'base-failed',
    kind: 'environment',
    what: `${base} could not be made from Debian packages: ${why}`,
    seen,
    remedy: `see what it says; or ${pull}`,
  });
}

/** The id of the image. It gets its name only once the whole archive was written without an error. */
async function importUntagged(engine: Engine, archive: NodeJS.ReadableStream, signal?: AbortSignal): Promise<string> {
  const stream = await engine.importImage(archive, {
    changes: [
      `LABEL ${BASE_LABEL}=packages`,
      'CMD ["bash"]',
      'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ],
    ...(signal && { abortSignal: signal }),
  });
  let last: EngineMessage | undefined;
  await readMessages(stream, (message) => {
    last = message;
  });
  if (!last?.status) throw new Error('the engine imported an image, but did not say which');
  return last.status;
}
