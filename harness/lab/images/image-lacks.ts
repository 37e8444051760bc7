import { ReapcheckError } from '../../model/error.ts';
import { causeCode, type Engine, removeContainer } from '../engine.ts';
import { HOST_KINDS } from '../host-kind.ts';

/** What every host has, and where one of the files stands that it is known by. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'an SSH server (sshd)': ['/usr/sbin/sshd', '/usr/bin/sshd', '/usr/local/sbin/sshd'],
  'Python (python3)': ['/usr/bin/python3', '/usr/local/bin/python3', '/usr/libexec/platform-python', '/usr/bin/python'],
  'a shell (sh)': ['/bin/sh', '/usr/bin/sh'],
  'reapcheck’s own start (/usr/lib/reapcheck/init)': ['/usr/lib/reapcheck/init'],
};

/**
 * Throws `unfit-image` where somebody's image has not what a host needs: said before any host is started, as a host without it would only
 * never answer. Looked for in a container that is made and never started; `labels` mark that as the session's.
 */
export async function requireFitImage(
  engine: Engine,
  image: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const container = await engine.createContainer({ Image: image, Labels: { ...labels }, Cmd: ['never-started'] });
  const lacks: string[] = [];
  try {
    for (const [what, paths] of Object.entries(NEEDS)) {
      const found = await Promise.all(
        paths.map((path) =>
          container.infoArchive({ path }).then(
            () => true,
            (error: unknown) => {
              if (causeCode(error) === 404) return false;
              throw error;
            },
          ),
        ),
      );
      if (!found.includes(true)) lacks.push(what);
    }
  } finally {
    await removeContainer(engine, container.id);
  }
  if (lacks.length === 0) return;
  throw new ReapcheckError({
    code: 'unfit-image',
    kind: 'environment',
    what: `the image ${image} is none for a host: it lacks ${lacks.join(', ')}`,
    expected: 'an image that was made from one of reapcheck’s own',
    remedy: `begin its Dockerfile with FROM ${HOST_KINDS.light.image} (or ${HOST_KINDS.systemd.image}, with --kind systemd), and keep the CMD of that`,
  });
}
