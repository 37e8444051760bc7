import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import { type ReadPlaybook, readPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { nearest } from '../yaml/nearest.ts';
import { isLocal } from './groups.ts';

/** Reads a playbook that is going to be run. Throws where it is no file, no playbook, or runs on this machine. */
export function playbookToRun(path: string, where: Place, context: AnsibleContext): ReadPlaybook {
  if (!existsSync(path) || !statSync(path).isFile()) {
    const folder = dirname(path);
    const there = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
    const near = nearest(basename(path), there);
    throw new ReapcheckError({
      code: 'no-playbook',
      kind: 'usage',
      what: `there is no playbook ${path}`,
      where,
      expected: there.length > 0 ? `one of those in ${folder}: ${there.join(', ')}` : 'the path of a playbook',
      remedy: near ? `did you mean "${near}"?` : 'check the path',
    });
  }
  const playbook = readPlaybook(path, context);
  const local = playbook.plays.find(({ pattern }) => isLocal(pattern));
  if (!local) return playbook;
  throw new ReapcheckError({
    code: 'play-on-localhost',
    kind: 'usage',
    what: `this play runs on ${local.pattern}, which is this machine`,
    where: local.place,
    expected: 'plays for hosts that reapcheck can make and throw away',
    remedy: 'leave the play out of what is run',
  });
}
