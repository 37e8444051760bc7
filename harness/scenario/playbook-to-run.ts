import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import { nearest } from '../yaml/nearest.ts';
import { isLocal } from './groups.ts';
import { readPlaybook } from './read-playbook.ts';

/** Its real path, by which Ansible names tasks. Throws where it is no file, no playbook, or runs on this machine. */
export function playbookToRun(path: string, where: Place): string {
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
  const real = realpathSync(path);
  const local = readPlaybook(real).plays.find(({ pattern }) => isLocal(pattern));
  if (!local) return real;
  throw new ReapcheckError({
    code: 'play-on-localhost',
    kind: 'usage',
    what: `this play runs on ${local.pattern}, which is this machine`,
    where: local.place,
    expected: 'plays for hosts that reapcheck can make and throw away',
    remedy: 'leave the play out of what is run',
  });
}
