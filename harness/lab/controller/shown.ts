import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import type { ControllerImage } from '../../model/controller-image.ts';
import { ReapcheckError } from '../../model/error.ts';
import { disksOfThisMachine, UNFIT } from './disks.ts';

/** Of the image: what would take the place of one of these would take ansible-playbook away. */
const SYSTEM = ['/bin', '/etc', '/lib', '/proc', '/sbin', '/sys', '/dev', '/usr', '/run', '/copy', '/host', '/shared'];

/**
 * The paths to show in an image, as copies: those that are there, without those that another one brings, a folder before those in it. What is
 * mounted in a folder of this machine is a copy of its own, as overlay doesn't see into other disks. Throws `hides-controller`.
 */
export function shownIn(
  { shown, python }: ControllerImage,
  disks: readonly string[] = disksOfThisMachine(),
  isThere: (path: string) => boolean = existsSync,
): readonly string[] {
  const there = [...new Set(shown)].filter(isThere).toSorted();
  const tops = there.filter((path) => !there.some((other) => other !== path && isBelow(other, path)));
  const hides = tops.find((path) => [...SYSTEM, python].some((one) => isBelow(path, one)) || UNFIT.test(path));
  if (hides !== undefined) throw hidesController(hides);
  return [...tops, ...disks.filter((disk) => tops.some((top) => disk !== top && isBelow(top, disk)))];
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function hidesController(path: string): ReapcheckError {
  return new ReapcheckError({
    code: 'hides-controller',
    kind: 'usage',
    what: UNFIT.test(path)
      ? `${path} can't be shown in a controller's image: its name has a comma, a colon, a backslash or a blank in it`
      : `${path} can't be shown in a controller's image: it would take the place of the image's own system`,
    expected: 'a project in a folder of its own, and settings of Ansible that name such folders',
    remedy: 'start from the project’s folder, or take --controller local',
  });
}
