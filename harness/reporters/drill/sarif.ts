import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.ts';
import type { DrillReporter } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { findingsOf } from './findings.ts';
import { DRILL_RULES } from './rules.ts';

/** Each finding at its line, and each thing that the drill could not tell as a warning. */
export const drillSarif: DrillReporter = (report, { cwd, version }) =>
  sarif(findingsOf(report, cwd), DRILL_RULES, version, identityOf);

/** Stays what it is when lines move: by the rule, the file, and the words without numbers. */
function identityOf({ rule, place, message }: Finding): string {
  const words = message.replaceAll(/:\d+/g, '').replaceAll(/\d+(\.\d+)?/g, '#');
  return createHash('sha256')
    .update([rule, place?.file ?? '', words].join('\0'))
    .digest('hex')
    .slice(0, 32);
}
