import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type StoredDrill, storedDrill, storedRuns } from '../library/stored-drill.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Roots } from './roots.ts';

/** Below a root: where the command line keeps them, too. */
export const RUNS = 'runs';

/** What a run is called by its folder: `<playbook>/<time>`. */
export function runName(folder: string): string {
  return join(basename(dirname(folder)), basename(folder));
}

/** Names of all drills and runs of scenarios that are stored in the roots. */
export function runNames(roots: Roots): readonly string[] {
  return homes(roots).flatMap((home) => storedRuns(home));
}

/** A stored drill by its name, by its playbook's, or `latest`. Throws `no-such-run`, or `outside-roots`. */
export function runIn(wanted: string, roots: Roots): StoredDrill {
  const all = homes(roots);
  for (const home of all) {
    try {
      const found = storedDrill(wanted, home);
      roots.existing(found.folder);
      return found;
    } catch (error) {
      if (!(error instanceof ReapcheckError) || error.code !== 'no-such-run' || home === all.at(-1)) throw error;
    }
  }
  throw new ReapcheckError({
    code: 'no-such-run',
    kind: 'usage',
    what: 'nothing has been drilled in the roots yet',
    expected: `a folder ${RUNS} in one of: ${roots.folders.join(', ')}`,
    remedy: 'drill a playbook first',
  });
}

function homes(roots: Roots): readonly string[] {
  return roots.folders.map((folder) => join(folder, RUNS)).filter((home) => existsSync(home));
}
