import type { AsyncTask, AuditedProject, AuditFinding, AuditReap } from '../../model/audit.ts';
import { retriesFor, windowFor } from '../../model/limits.ts';
import type { YamlMap } from '../../source/parse/node.ts';
import type { Source } from '../../source/parse/source.ts';
import { pairsOfReap } from '../rules/pairs.ts';
import { applyEdits, type Edit } from './edits.ts';
import { insertReap } from './insert-reap.ts';
import { keepFailure } from './keep-failure.ts';
import { below, breakBefore, newline, type Opened, open } from './opened.ts';

/** What a finding is about, as it stands in its file. */
interface Written {
  readonly rule: string;
  readonly task: AsyncTask | AuditReap;
  readonly map: YamlMap;
  readonly opened: Opened;
}

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
  const edits = new Map<Source, Edit[]>();
  const find = finderIn(project, texts);
  const fixed = new Set<string>();
  for (const finding of findings) {
    const written = find(finding);
    const key = `${finding.rule} ${finding.subject}`;
    if (!written || fixed.has(key)) continue;
    const made =
      proposals && finding.rule === 'failure-lost-in-reap'
        ? keepFailure(finding, written.opened, project)
        : editsFor(written, project);
    if (made.length === 0) continue;
    fixed.add(key);
    const { source } = written.opened;
    edits.set(source, [...(edits.get(source) ?? []), ...made]);
  }
  const changed = new Map<string, string>();
  for (const [{ file, text: before }, list] of edits) {
    const after = applyEdits(before, list);
    if (after !== before && open(file, after).maps.length >= open(file, before).maps.length) changed.set(file, after);
  }
  return changed;
}

/** Looks up what a finding is about; undefined where that can't be changed, or the audit isn't sure: then neither is the answer. */
function finderIn(project: AuditedProject, texts: ReadonlyMap<string, string>) {
  const tasks = new Map([...project.reaps, ...project.asyncTasks].map((task) => [task.id, task] as const));
  const files = new Map<string, Opened>();
  return ({ rule, confidence, subject }: AuditFinding): Written | undefined => {
    const task = confidence === 'possible' ? undefined : tasks.get(subject ?? '');
    const text = task && texts.get(task.place.file);
    if (!task || text === undefined || text.includes('\t')) return undefined;
    const opened = files.get(task.place.file) ?? open(task.place.file, text);
    files.set(task.place.file, opened);
    const map = opened.mapAt(task);
    return map && !map.flow ? { rule, task, map, opened } : undefined;
  };
}

function editsFor({ rule, task, map, opened }: Written, project: AuditedProject): Edit[] {
  const { source } = opened;
  if (rule === 'unreaped-job' && task.kind === 'async') return insertReap(task, map, opened, project);
  if (task.kind !== 'reap') return [];
  if (rule === 'reap-without-until') return addUntil(task, map, source, project);
  if (rule === 'until-not-finished' && task.register) return setKeyword(map, 'until', `${task.register} is finished`);
  if (rule === 'version-dependent-until' && task.register && /^[\w.]+\s+is\s+true$/.test(task.until ?? ''))
    return setKeyword(map, 'until', `${task.register} is finished`);
  if (rule === 'window-shorter-than-limit' || rule === 'zero-retries') return widen(task, map, source, project);
  return [];
}

function limitOf(task: AuditReap, project: AuditedProject): number | undefined {
  const limits = pairsOfReap(project, task).map((pair) =>
    pair.launch.limit.known ? pair.launch.limit.value : Number.NaN,
  );
  const longest = limits.reduce((a, b) => Math.max(a, b), 0);
  return limits.length === 0 || limits.some(Number.isNaN) ? undefined : longest;
}

function addUntil(task: AuditReap, map: YamlMap, source: Source, project: AuditedProject): Edit[] {
  const spot = below(map, source);
  const limit = limitOf(task, project);
  if (!spot || limit === undefined) return [];
  const end = newline(source);
  const register = task.register ?? 'reaped';
  const own = task.keywords.delay && task.delay.known ? task.delay.value : undefined;
  const { retries, delay } = windowFor(limit, own);
  const lines = [...(task.register ? [] : [`register: ${register}`]), `until: ${register} is finished`];
  if (!task.keywords.retries) lines.push(`retries: ${retries}`);
  if (!task.keywords.delay && !task.keywords.retries) lines.push(`delay: ${delay}`);
  const before = source.text[spot.at - 1] === '\n' ? '' : end;
  return [
    { start: spot.at, end: spot.at, text: `${before}${lines.map((line) => spot.keys + line).join(end)}${end}` },
    ...(task.keywords.retries ? widen(task, map, source, project) : []),
  ];
}

/** Only numbers as they stand: a window made of variables is somebody's decision. */
function widen(task: AuditReap, map: YamlMap, source: Source, project: AuditedProject): Edit[] {
  const limit = limitOf(task, project);
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
