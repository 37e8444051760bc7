import { relative } from 'node:path';
import type { Finding } from '../../model/finding.ts';
import type { MatrixReport } from '../../model/matrix.ts';
import { formatPlace } from '../../model/place.ts';
import { findingsOf } from '../drill/findings.ts';
import { placedIn } from '../finding-names.ts';
import type { ReporterContext } from '../reporter.ts';
import { toldCells } from './cells.ts';

/** What was found in the cells, each finding once, with the cells that have it; and each cell of which nothing is known. */
export function matrixFindings(report: MatrixReport, { cwd, drill }: ReporterContext): readonly Finding[] {
  const cells = toldCells(report, drill);
  const found = cells.flatMap(({ name, drill: one }) =>
    one ? findingsOf(one, cwd).map((finding) => ({ name, finding })) : [],
  );
  const same = Map.groupBy(found, ({ finding: { rule, place, message } }) =>
    [rule, place ? formatPlace(place) : '', message].join('\0'),
  );
  const told = [...same.values()].flatMap((ones): readonly Finding[] => {
    const [first] = ones;
    if (!first) return [];
    const names = [...new Set(ones.map(({ name }) => name))];
    const where = names.length === cells.length ? 'in each cell' : `in ${names.join('; in ')}`;
    return [{ ...first.finding, message: `${first.finding.message} (${where})` }];
  });
  const open = cells
    .filter(({ drill: one }) => !one)
    .map(
      ({ name, because }): Finding => ({
        ...{ rule: 'no-result', severity: 'warning', confidence: 'certain', evidence: [] },
        message: `nothing is known of ${name}: ${because}`,
        remedy: 'drill this cell alone to see why',
      }),
    );
  const playbook = relative(cwd, report.playbook) || report.playbook;
  return [...told, ...open].map((one) => placedIn(one, playbook));
}
