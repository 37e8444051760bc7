import type { AuditedProject, AuditFinding } from '../../model/audit.ts';
import { formatPlace } from '../../model/place.ts';
import type { YamlMap, YamlPair } from '../../source/parse/node.ts';
import { lineIndexAt, placeAt } from '../../source/parse/source.ts';
import type { Edit } from './edits.ts';
import { below, breakBefore, newline, type Opened } from './opened.ts';

/** Proposals for a failure that a keyword throws away: which of them is meant, somebody has to say. */
export function keepFailure(finding: AuditFinding, opened: Opened, project: AuditedProject): Edit[] {
  const spot = pairAt(finding, opened);
  if (!spot) return [];
  const { map, pair } = spot;
  if (pair.key === 'rescue') return failAtTheEnd(pair, opened);
  if (pair.key === 'failed_when' && !saysNever(pair)) return withoutRc(pair, finding, project);
  if (/^(ignore_errors|ignore_unreachable|failed_when)$/.test(pair.key)) return takeAway(map, pair, opened);
  return [];
}

/** The keyword that the finding is at. */
function pairAt({ place }: AuditFinding, { maps, source }: Opened): { map: YamlMap; pair: YamlPair } | undefined {
  for (const map of maps)
    for (const pair of map.pairs)
      if (formatPlace(placeAt(source, pair.keyStart)) === formatPlace(place)) return { map, pair };
  return undefined;
}

function saysNever({ value }: YamlPair): boolean {
  return value.kind === 'scalar' && /^(false|no|off|n)$/i.test(value.text.trim());
}

/** Whole lines; a keyword that shares its line with the dash or with others stays. */
function takeAway(map: YamlMap, pair: YamlPair, { source }: Opened): Edit[] {
  const line = lineIndexAt(source, pair.keyStart);
  const start = source.lineStarts[line] ?? 0;
  if (map.flow || map.pairs.length < 2 || source.text.slice(start, pair.keyStart).trim() !== '') return [];
  const last = lineIndexAt(source, Math.max(pair.keyStart, pair.value.end - 1));
  return [{ start, end: source.lineStarts[last + 1] ?? source.text.length, text: '' }];
}

/** The author's own criterion goes by what a job prints: one that crashed, hit its limit or is lost prints nothing. */
function withoutRc({ value }: YamlPair, { subject }: AuditFinding, project: AuditedProject): Edit[] {
  const register = [...project.reaps, ...project.asyncTasks].find(({ id }) => id === subject)?.register;
  if (!register || value.kind !== 'scalar' || /[\n{}"']/.test(value.text)) return [];
  return [{ start: value.start, end: value.end, text: `${register}.rc is not defined or (${value.text.trim()})` }];
}

/** A rescue that has said what it has to say, and fails all the same. */
function failAtTheEnd({ value }: YamlPair, { source }: Opened): Edit[] {
  const last = value.kind === 'list' ? value.items.at(-1) : undefined;
  const spot = last?.kind === 'map' && !last.flow ? below(last, source) : undefined;
  if (!spot) return [];
  const end = newline(source);
  const lines = [
    `${spot.dash}-${' '.repeat(spot.keys.length - spot.dash.length - 1)}name: Fail, as the job has failed`,
    `${spot.keys}ansible.builtin.fail:`,
    `${spot.keys}  msg: "{{ ansible_failed_result.msg | default('the job has failed') }}"`,
  ];
  return [{ start: spot.at, end: spot.at, text: `${breakBefore(source, spot.at)}${lines.join(end)}${end}` }];
}
