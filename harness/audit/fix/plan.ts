import type { AsyncTask, AuditedProject, AuditFinding, AuditReap } from '../../model/audit.ts';
import type { YamlMap, YamlNode } from '../parse/node.ts';
import { readYaml } from '../parse/read-yaml.ts';
import { lineIndexAt, lineText, placeAt, type Source, toSource } from '../parse/source.ts';
import { pairsOf } from '../rules/pairs.ts';
import { reapYaml, retriesFor } from '../rules/reap-yaml.ts';
import { applyEdits, type Edit } from './edits.ts';

/**
 * Changes for findings with one right answer, by file: whole new texts. A reap is put right after its launch, `until` is
 * added, a window is widened; every other byte stays. A change that would leave the file unreadable is dropped.
 */
export function planFixes(
  findings: readonly AuditFinding[],
  project: AuditedProject,
  texts: ReadonlyMap<string, string>,
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
    const map = known.maps.find((candidate) => samePlace(known.source, candidate, task));
    if (!map || map.flow || text.includes('\t')) continue;
    const made = editsFor(finding, task, map, known, project);
    if (made.length === 0) continue;
    fixed.add(`${finding.rule} ${subject}`);
    edits.set(task.place.file, [...(edits.get(task.place.file) ?? []), ...made]);
  }
  const changed = new Map<string, string>();
  for (const [file, list] of edits) {
    const before = texts.get(file) ?? '';
    const after = applyEdits(before, list);
    if (after !== before && open(file, after).maps.length >= open(file, before).maps.length) changed.set(file, after);
  }
  return changed;
}

interface Opened {
  readonly source: Source;
  readonly maps: readonly YamlMap[];
  /** For each mapping in a list: the ones after it. */
  readonly following: ReadonlyMap<YamlMap, readonly YamlNode[]>;
}

function open(file: string, text: string): Opened {
  const source = toSource(file, text);
  const maps: YamlMap[] = [];
  const following = new Map<YamlMap, readonly YamlNode[]>();
  const collect = (node: YamlNode): void => {
    if (node.kind === 'map') {
      maps.push(node);
      for (const pair of node.pairs) collect(pair.value);
    } else if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) {
        if (item.kind === 'map') following.set(item, node.items.slice(index + 1));
        collect(item);
      }
    }
  };
  for (const root of readYaml(source).roots) collect(root);
  return { source, maps, following };
}

function samePlace(source: Source, map: YamlMap, task: AsyncTask | AuditReap): boolean {
  const place = placeAt(source, map.start);
  return place.line === task.place.line && place.column === task.place.column;
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

function newline(source: Source): string {
  return source.text.includes('\r\n') ? '\r\n' : '\n';
}

/** Where a line can be added below a task, with the columns of its dash and of its keys. */
function below(map: YamlMap, source: Source): { at: number; dash: string; keys: string } | undefined {
  const firstLine = lineText(source, lineIndexAt(source, map.start));
  const column = map.start - (source.lineStarts[lineIndexAt(source, map.start)] ?? 0);
  const dash = /^(\s*)-\s+$/.exec(firstLine.slice(0, column));
  const last = map.pairs.reduce((end, pair) => Math.max(end, pair.keyEnd, pair.value.end), map.start);
  let line = lineIndexAt(source, Math.max(map.start, last - (source.text[last - 1] === '\n' ? 1 : 0)));
  while (line > 0 && lineText(source, line).trim() === '') line -= 1;
  const next = source.lineStarts[line + 1];
  if (dash?.[1] === undefined) return undefined;
  return { at: next ?? source.text.length, dash: dash[1], keys: ' '.repeat(column) };
}

/** The last of the launches that follow each other: a reap between them would end their running at one time. */
function lastOfBatch(map: YamlMap, opened: Opened, project: AuditedProject): YamlMap {
  let last = map;
  for (const next of opened.following.get(map) ?? []) {
    const launch =
      next.kind === 'map' &&
      project.asyncTasks.find((task) => task.class === 'fire-and-forget' && samePlace(opened.source, next, task));
    if (!launch || next.kind !== 'map') break;
    last = next;
  }
  return last;
}

function insertReap(task: AsyncTask, map: YamlMap, opened: Opened, project: AuditedProject): Edit[] {
  const { source } = opened;
  const spot = below(map, source);
  const lastSpot = below(lastOfBatch(map, opened, project), source);
  if (
    !spot ||
    !lastSpot ||
    !hasWritableLimit(task) ||
    task.handler ||
    (task.delegate !== '' && task.delegate !== undefined && task.delegate.includes('item'))
  )
    return [];
  const taken = new Set(
    [...project.asyncTasks, ...project.reaps].flatMap((other) => (other.register ? [other.register] : [])),
  );
  let register = task.register;
  if (!register) {
    const stem =
      (task.name || task.action)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '')
        .replace(/^(\d)/, '_$1')
        .slice(0, 30) || 'job';
    register = `${stem}_job`;
    for (let number = 2; taken.has(register) || new RegExp(`\\b${register}\\b`).test(source.text); number++)
      register = `${stem}_job_${number}`;
  }
  const end = newline(source);
  const own = new Map(map.pairs.map((pair) => [pair.key, pair]));
  const carried = [
    'become',
    'become_user',
    'delegate_to',
    'when',
    'tags',
    'environment',
    'run_once',
    'vars',
    'remote_user',
    'connection',
  ]
    .flatMap((key) => {
      const pair = own.get(key);
      if (!pair || (key === 'when' && task.conditionOnItem)) return [];
      return source.text.slice(pair.keyStart, pair.value.end).replace(/\s+$/, '').split(/\r?\n/);
    })
    .map((line, index, all) => (index > 0 && /^\s/.test(line) && all.length > 1 ? line : spot.keys + line));
  const reap = reapYaml(task, register).map(
    (line) =>
      spot.dash +
      line
        .replace(/^( *)- /, `$1-${' '.repeat(spot.keys.length - spot.dash.length - 1)}`)
        .replace(/^ {2}/, ' '.repeat(spot.keys.length - spot.dash.length)),
  );
  const edits: Edit[] = [];
  if (!task.register)
    edits.push({
      start: spot.at,
      end: spot.at,
      text: `${breakBefore(source, spot.at)}${spot.keys}register: ${register}${end}`,
      rank: 0,
    });
  const line = lineIndexAt(source, map.start);
  const spaced =
    (line > 0 && lineText(source, line - 1).trim() === '') ||
    (lastSpot.at < source.text.length && lineText(source, lineIndexAt(source, lastSpot.at)).trim() === '');
  // Where the file ends without a line break, the register's edit has brought it already.
  const lead = edits.length > 0 && spot.at === lastSpot.at ? '' : breakBefore(source, lastSpot.at);
  edits.push({
    start: lastSpot.at,
    end: lastSpot.at,
    text: `${lead}${spaced ? end : ''}${[...reap, ...carried].join(end)}${end}`,
    rank: 1,
  });
  return edits;
}

/** A limit that a window can be made of: a number, or the very expression that gives it to the launch. */
function hasWritableLimit(task: AsyncTask): boolean {
  const { limit } = task;
  return (
    limit.known || (/^\{\{[^{}]*\}\}$/.test(limit.text.trim()) && !(task.looped && /\bitem\b|_item\b/.test(limit.text)))
  );
}

function breakBefore(source: Source, at: number): string {
  return source.text[at - 1] === '\n' ? '' : newline(source);
}

function windowFor(task: AuditReap, project: AuditedProject): number | undefined {
  const limits = pairsOf(project)
    .filter((pair) => pair.reap.id === task.id)
    .map((pair) => (pair.launch.limit.known ? pair.launch.limit.value : Number.NaN));
  const longest = Math.max(...limits);
  return limits.length === 0 || Number.isNaN(longest) ? undefined : longest;
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
