import type { ControllerImage } from '../../model/controller-image.ts';
import { HOST_KINDS } from '../host-kind.ts';
import { disksOfThisMachine } from './disks.ts';
import { shownIn } from './shown.ts';

/** What a controller's double stands on. */
export interface Ground {
  readonly image: string;
  /** Where its root is, in the container. */
  readonly root: string;
  /** Says so to PID 1: comes before controller/copies.sh. */
  readonly script: string;
  readonly python: string;
  /** Of this machine, at the same paths, each a copy on write: a folder before those in it. */
  readonly copied: readonly string[];
  readonly tmpfs: Readonly<Record<string, string>>;
}

const COPIES = { '/copy': 'rw,exec,suid,dev,mode=755' };

/** This machine's own disks, or an image with what is shown in it. Throws `hides-controller`. */
export function groundOf(inside: ControllerImage | undefined): Ground {
  if (inside) {
    return {
      image: inside.name,
      root: '/',
      script: 'controller/own-image.sh',
      python: inside.python,
      copied: shownIn(inside),
      // Below /host is what is copied; one mount takes all of it away.
      tmpfs: { ...COPIES, '/run': 'rw,exec,mode=755', '/host': 'rw,mode=700' },
    };
  }
  return {
    image: HOST_KINDS.light.image,
    root: '/copy/root',
    script: 'controller/own-disk.sh',
    python: 'python3',
    copied: disksOfThisMachine(),
    tmpfs: COPIES,
  };
}
