import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { newestFirst, REPORT_FILE, STORED } from '../history/stored-reports.ts';
import { ReapcheckError } from '../model/error.ts';
import { drillFormat } from '../model/format/drill.ts';
import { reportFrom } from '../model/format/read.ts';
import type { DrillReport } from '../model/report.ts';

export interface StoredDrill {
  /** `<playbook>/<time>`, as its folder is named below that of all runs. */
  readonly name: string;
  readonly folder: string;
  readonly report: DrillReport;
}

const NAME = /^(latest|[a-z0-9-]+(\/\d[\w-]*)?)$/;

/** Names of what is stored below the folder of all runs, the newest first: drills, and runs of scenarios. */
export function storedRuns(runs: string): readonly string[] {
  return newestFirst(runs, [STORED.reports]).map((file) => relative(runs, dirname(file)));
}

/** A drill by its name, by that of its playbook (the newest), or `latest`. Throws a usage error, with those there are, for anything else. */
export function storedDrill(wanted: string, runs: string): StoredDrill {
  const there = storedRuns(runs);
  const name = there.find((one) => wanted === 'latest' || one === wanted || dirname(one) === wanted);
  const file = name && join(runs, name, REPORT_FILE);
  if (!NAME.test(wanted) || !name || !file || !existsSync(file))
    throw unusable(`there is no drill "${wanted}"`, `latest, or one of: ${there.slice(0, 20).join(', ') || 'none'}`);
  const read = reportFrom<DrillReport>(drillFormat, JSON.parse(readFileSync(file, 'utf8')));
  if ('misfit' in read) throw unusable(`"${name}" is no drill of this version`, 'a report of a drill', read.misfit);
  return { name, folder: dirname(realpathSync(file)), report: read.report };
}

function unusable(what: string, expected: string, seen?: string): ReapcheckError {
  const remedy = 'name one of these, or drill the playbook';
  return new ReapcheckError({ code: 'no-such-run', kind: 'usage', what, expected, remedy, ...(seen ? { seen } : {}) });
}
