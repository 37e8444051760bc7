import { sep } from 'node:path';
import type { Inputs } from '../model/plan.ts';

interface Placed {
  readonly folder: string;
  readonly plan?: { readonly inputs: Inputs };
}

/** A report as it would be if the project lay in the folder `cwd`: another machine may have it elsewhere. Its own folder stays. */
export function rebased<Report extends Placed>(report: Report, cwd: string): Report {
  const from = report.plan?.inputs.startedIn;
  if (from === undefined || from === cwd) return report;
  const moved = moving(report, withEnd(from), withEnd(cwd)) as Report;
  return { ...moved, folder: report.folder };
}

function withEnd(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}

/** In places, and in words that name them. */
function moving(value: unknown, from: string, to: string): unknown {
  if (typeof value === 'string') return value.replaceAll(from, to);
  if (Array.isArray(value)) return value.map((one) => moving(one, from, to));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moving(one, from, to)]));
}
