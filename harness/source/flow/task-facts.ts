import type { RunsAs, TaskFacts } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { conjuncts } from '../jinja/canonical.ts';
import type { YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { conditionsOf, effective, type Frame } from '../resolve/frame.ts';
import { evaluateNode, type Scope } from './evaluate.ts';
import type { Run } from './run.ts';
import type { Value } from './value.ts';

export function factsOf(
  run: Run,
  task: TaskNode,
  frames: readonly Frame[],
  scope: Scope,
  looped: boolean,
  whole: boolean,
): TaskFacts {
  const place = placeAt(task.source, task.map.start);
  const keywords: Record<string, Place> = {};
  if (whole) for (const pair of task.keywords.values()) keywords[pair.key] = placeAt(task.source, pair.keyStart);
  const register = textOf(task.keywords.get('register')?.value).trim();
  return {
    id: formatPlace(place),
    name: task.name,
    place,
    action: task.action?.short ?? '',
    actionPlace: placeAt(task.source, task.action?.start ?? task.map.start),
    register: register || undefined,
    keywords,
    looped,
    when: whole ? canonicalOf(conditionsOf(task, frames)) : [],
    runsAs: whole ? runsAs(run, task, frames, scope) : undefined,
    delegate: whole ? delegateOf(run, task, frames) : undefined,
    asyncDir: whole ? asyncDirOf(task, frames, scope) : '',
    handler: frames.some((frame) => frame.kind === 'handlers'),
    reaches: run.reaches,
    tags: whole ? tagsOf(task, frames) : [],
    runOnce: whole && TRUE.test(textOf(effective(task, frames, 'run_once')?.pair.value).trim()),
    within: whole ? withinOf(frames) : undefined,
    conditions: whole ? written(task, frames) : [],
  };
}

const TRUE = /^(true|yes|on|y|1)$/i;

/** Each once. */
function canonicalOf(nodes: readonly YamlNode[]): string[] {
  return [...new Set(nodes.flatMap((node) => (node.kind === 'scalar' ? conjuncts(textOf(node)) : [])))];
}

function written(task: TaskNode, frames: readonly Frame[]): string[] {
  const nodes = [...frames.map(({ keywords }) => keywords), task.keywords].flatMap(
    (keywords) => keywords.get('when')?.value ?? [],
  );
  const single = nodes.flatMap((node) => (node.kind === 'list' ? node.items : node));
  return [...new Set(single.flatMap((node) => (node.kind === 'scalar' && node.text !== '' ? node.text : [])))];
}

/** Tags of a dynamic include are its own. */
function tagsOf(task: TaskNode, frames: readonly Frame[]): string[] {
  const nodes = [...frames.filter(({ kind }) => kind !== 'include').map(({ keywords }) => keywords), task.keywords];
  return [...new Set(nodes.flatMap((keywords) => words(keywords.get('tags')?.value)))];
}

function words(node: YamlNode | undefined): string[] {
  const texts = node?.kind === 'list' ? node.items.map(textOf) : [textOf(node)];
  return texts.flatMap((text) => text.split(',')).flatMap((text) => text.trim() || []);
}

function withinOf(frames: readonly Frame[]): TaskFacts['within'] {
  const part = frames.findLast(({ block }) => block && block.part !== 'block')?.block?.part;
  return part === 'block' ? undefined : part;
}

function runsAs(run: Run, task: TaskNode, frames: readonly Frame[], scope: Scope): RunsAs {
  const become = effective(task, frames, 'become')?.pair.value;
  const text = become ? textOf(become).trim() : '';
  if (text.includes('{{') || scope.lookup('ansible_become', 0) || scope.lookup('ansible_become_user', 0))
    return undefined;
  if (TRUE.test(text)) {
    const user = textOf(effective(task, frames, 'become_user')?.pair.value).trim() || 'root';
    return user.includes('{{') ? undefined : { user };
  }
  if (!become && run.options.becomeByConfig) return undefined;
  const login = textOf(effective(task, frames, 'remote_user')?.pair.value).trim();
  return login ? (login.includes('{{') ? undefined : { user: login }) : 'login';
}

function delegateOf(run: Run, task: TaskNode, frames: readonly Frame[]): string | undefined {
  const found = effective(task, frames, 'delegate_to');
  const text = task.action?.local ? 'localhost' : textOf(found?.pair.value).trim();
  const local = /^(localhost|127\.0\.0\.1|::1)$/.test(text);
  if (run.hostsLocal && (text === '' || local)) return '';
  if (local) return 'localhost';
  const bare = text.replace(/^\{\{\s*|\s*\}\}$/g, '');
  if (bare === 'inventory_hostname' || bare === '' || bare === 'omit') return '';
  return text;
}

function asyncDirOf(task: TaskNode, frames: readonly Frame[], scope: Scope): string {
  const known = (value: Value) => (value.k === 'literal' ? String(value.v) : 'a template');
  const value = scope.lookup('ansible_async_dir', 0);
  if (value) return known(value);
  const environment = effective(task, frames, 'environment')?.pair.value;
  const maps = environment?.kind === 'map' ? [environment] : environment?.kind === 'list' ? environment.items : [];
  for (const map of maps)
    if (map.kind === 'map')
      for (const pair of map.pairs) if (pair.key === 'ANSIBLE_ASYNC_DIR') return known(evaluateNode(pair.value, scope));
  return '';
}
