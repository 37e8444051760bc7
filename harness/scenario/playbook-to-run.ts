import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import { type ReadPlaybook, readPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { nearest } from '../yaml/nearest.ts';

/** Reads a playbook that is going to be run. Throws where it is no file or no playbook. */
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
  return readPlaybook(path, context);
}
