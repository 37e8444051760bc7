import type { AsyncTask, AuditedProject, AuditFinding, AuditReap } from '../../model/audit.ts';
import { retriesFor } from '../../model/limits.ts';
import type { YamlMap } from '../../source/parse/node.ts';
import type { Source } from '../../source/parse/source.ts';
import { pairsOfReap } from '../rules/pairs.ts';
import { applyEdits, type Edit } from './edits.ts';
import { insertReap } from './insert-reap.ts';
import { keepFailure } from './keep-failure.ts';
import { below, breakBefore, newline, type Opened, open } from './opened.ts';

/**
 * Changes for findings with one right answer, by file: whole new texts. A reap is put right after its launch, `until` is
 * added, a window is widened; every other byte stays. A change that would leave the file unreadable is dropped. `proposals`: what throws a
 * failure away is taken away as well, which is the likely answer, and not the only one.
 */
export function planFixes(
  findings: readonly AuditFinding[],
  project: AuditedProject,
  texts: ReadonlyMap<string, string>,
  { proposals = false } = {},
): Map<string, string> {
  const edits = new Map<string, Edit[]>();
  const launches = new Map(project.asyncTasks.map((task) => [task.id, task]));
  const reaps = new Map(project.reaps.map((reap) => [reap.id, reap]));
  const sources = new Map<string, Opened>();
  const fixed = new Set<string>();
  for (const finding of findings) {
    // Where the audit isn't sure, neither is the answer.
    if (finding.confidence === 'possible') continue;
    const subject = finding.subject ?? '';
    const task = launches.get(subject) ?? reaps.get(subject);
    const text = task && texts.get(task.place.file);
    if (!task || text === undefined || fixed.has(`${finding.rule} ${subject}`)) continue;
    const known = sources.get(task.place.file) ?? open(task.place.file, text);
    sources.set(task.place.file, known);
    const map = known.mapAt(task);
    if (!map || map.flow || text.includes('\t')) continue;
    const made =
      proposals && finding.rule === 'failure-lost-in-reap'
        ? keepFailure(finding, known, project)
        : editsFor(finding, task, map, known, project);
    if (made.length === 0) continue;
    fixed.add(`${finding.rule} ${subject}`);
    edits.set(task.place.file, [...(edits.get(task.place.file) ?? []), ...made]);
  }
  const changed = new Map<string, string>();
  for (const [file, list] of edits) {
    const before = sources.get(file)?.source.text ?? '';
    const after = applyEdits(before, list);
    if (after !== before && open(file, after).maps.length >= open(file, before).maps.length) changed.set(file, after);
  }
  return changed;
}

function editsFor(
  finding: AuditFinding,
  task: AsyncTask | AuditReap,
  map: YamlMap,
  opened: Opened,
  project: AuditedProject,
): Edit[] {
  const { source } = opened;
  if (finding.rule === 'unreaped-job' && task.kind === 'async') return insertReap(task, map, opened, project);
  if (task.kind !== 'reap') return [];
  if (finding.rule === 'reap-without-until') return addUntil(task, map, source, project);
  if (finding.rule === 'until-not-finished' && task.register)
    return setKeyword(map, 'until', `${task.register} is finished`);
  if (finding.rule === 'version-dependent-until' && task.register && /^[\w.]+\s+is\s+true$/.test(task.until ?? ''))
    return setKeyword(map, 'until', `${task.register} is finished`);
  if (finding.rule === 'window-shorter-than-limit' || finding.rule === 'zero-retries')
    return widen(task, map, source, project);
  return [];
}

function windowFor(task: AuditReap, project: AuditedProject): number | undefined {
  const limits = pairsOfReap(project, task).map((pair) =>
    pair.launch.limit.known ? pair.launch.limit.value : Number.NaN,
  );
  const longest = limits.reduce((a, b) => Math.max(a, b), 0);
  return limits.length === 0 || limits.some(Number.isNaN) ? undefined : longest;
}

function addUntil(task: AuditReap, map: YamlMap, source: Source, project: AuditedProject): Edit[] {
  const spot = below(map, source);
  const limit = windowFor(task, project);
  if (!spot || limit === undefined) return [];
  const end = newline(source);
  const register = task.register ?? 'reaped';
  const delay = task.delay.known ? task.delay.value : 5;
  const lines = [...(task.register ? [] : [`register: ${register}`]), `until: ${register} is finished`];
  if (!task.keywords.retries) lines.push(`retries: ${retriesFor(limit, delay)}`);
  if (!task.keywords.delay) lines.push('delay: 5');
  const before = source.text[spot.at - 1] === '\n' ? '' : end;
  return [
    { start: spot.at, end: spot.at, text: `${before}${lines.map((line) => spot.keys + line).join(end)}${end}` },
    ...(task.keywords.retries ? widen(task, map, source, project) : []),
  ];
}

/** Only numbers as they stand: a window made of variables is somebody's decision. */
function widen(task: AuditReap, map: YamlMap, source: Source, project: AuditedProject): Edit[] {
  const limit = windowFor(task, project);
  if (limit === undefined || !task.delay.known || task.delay.value <= 0 || task.delay.soft) return [];
  const retries = String(retriesFor(limit, task.delay.value));
  const pair = map.pairs.find((candidate) => candidate.key === 'retries');
  if (pair)
    return /^\d+$/.test(task.retries.text) && Number(task.retries.text) < Number(retries)
      ? setKeyword(map, 'retries', retries)
      : [];
  const spot = below(map, source);
  if (!spot) return [];
  const end = newline(source);
  return [
    {
      start: spot.at,
      end: spot.at,
      text: `${breakBefore(source, spot.at)}${spot.keys}retries: ${retries}${end}`,
    },
  ];
}

function setKeyword(map: YamlMap, key: string, text: string): Edit[] {
  const value = map.pairs.find((pair) => pair.key === key)?.value;
  return value?.kind === 'scalar' ? [{ start: value.start, end: value.end, text }] : [];
}
