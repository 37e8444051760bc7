import type { Finding } from '../../model/finding.ts';
import { formatPlace } from '../../model/place.ts';
import { placedIn } from '../finding-names.ts';
import type { ToldCell } from './cells.ts';

/** What is found in one cell, and where a finding without a place stands. */
export interface CellFindings<Report> {
  readonly of: (report: Report) => readonly Finding[];
  readonly home: string;
}

/** What was found in the cells, each finding once, with the cells that have it; and each cell of which nothing is known. */
export function matrixFindings<Report>(
  cells: readonly ToldCell<Report>[],
  { of, home }: CellFindings<Report>,
): readonly Finding[] {
  const found = cells.flatMap(({ name, report }) => (report ? of(report).map((finding) => ({ name, finding })) : []));
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
    .filter(({ report }) => !report)
    .map(
      ({ name, because }): Finding => ({
        ...{ rule: 'no-result', severity: 'warning', confidence: 'certain', evidence: [] },
        message: `nothing is known of ${name}: ${because}`,
        remedy: 'run this cell alone to see why',
      }),
    );
  return [...told, ...open].map((one) => placedIn(one, home));
}
