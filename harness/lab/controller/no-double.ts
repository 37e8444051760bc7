import { ReapcheckError } from '../../model/error.ts';

/** Its processes can't be seen from here. */
export const OTHER_PROCESSES =
  'the container engine runs on another machine than this process, or in another process namespace';

const IN_CONTAINER = 'in a container with the engine’s socket mounted';

/** Why there is no double: what the engine, or PID 1 of the double, said. */
export function noDouble(seen: string, cause?: unknown): ReapcheckError {
  // As the engine has it: the folder of a bind mount is one of its own machine.
  const missing = /bind source path does not exist: (\S+)/.exec(seen)?.[1];
  const remedy = missing
    ? `${IN_CONTAINER}, give it ${missing}, or a folder above, at the same path as on the engine’s machine (-v; TMPDIR names that of reapcheck’s own files), --network host and --pid host`
    : seen === OTHER_PROCESSES
      ? `${IN_CONTAINER}, give it --pid host; else run reapcheck on the engine’s machine`
      : 'leave out what runs on localhost (--tags, --skip-tags), or drill on a machine like that';
  return new ReapcheckError({
    code: 'no-controller-double',
    kind: 'environment',
    what: missing
      ? `the container engine does not see ${missing} of this machine, which the controller’s double needs`
      : 'ansible-playbook gets no double of this machine, nor a container from an image, to run in',
    expected: 'Linux, with a rootful container engine on it that lets a container mount copies of its disks',
    seen,
    remedy,
    cause,
  });
}
