import type { AsyncTask, AuditedProject } from '../../model/audit.ts';
import { hasWord } from '../../source/jinja/has-word.ts';
import type { YamlMap } from '../../source/parse/node.ts';
import { lineIndexAt, lineText } from '../../source/parse/source.ts';
import { reapYaml, windowOf } from '../rules/reap-yaml.ts';
import type { Edit } from './edits.ts';
import { below, breakBefore, newline, type Opened, samePlace } from './opened.ts';

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

/** The reap that a launch lacks, and the register that it may lack too. */
export function insertReap(task: AsyncTask, map: YamlMap, opened: Opened, project: AuditedProject): Edit[] {
  const { source } = opened;
  const spot = below(map, source);
  const lastSpot = below(lastOfBatch(map, opened, project), source);
  if (
    !spot ||
    !lastSpot ||
    !windowOf(task) ||
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
    for (let number = 2; taken.has(register) || hasWord(source.text, register); number++)
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
