import type { Around, TaskFacts } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { conjuncts } from '../jinja/canonical.ts';
import { saysYes } from '../jinja/says-yes.ts';
import { NONE, sharedIfEmpty } from '../none.ts';
import { textOf, type YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { conditionsOf, effective, type Frame } from '../resolve/frame.ts';
import type { TaskVisit } from './task-visit.ts';
import { asyncDirOf, delegateOf, runsAs } from './where-it-runs.ts';

/** `whole`: of a task that launches or reaps, all that rules may ask. */
export function factsOf(here: TaskVisit, whole: boolean): TaskFacts {
  const { run, task, frames, scope, looped } = here;
  const place = placeAt(task.source, task.map.start);
  const keywords: Record<string, Place> = {};
  // A task starts with one of its keys, or with its action: one place for both.
  const at = (offset: number) => (offset === task.map.start ? place : placeAt(task.source, offset));
  if (whole) for (const pair of task.keywords.values()) keywords[pair.key] = at(pair.keyStart);
  const register = textOf(task.keywords.get('register')?.value).trim();
  return {
    id: formatPlace(place),
    name: task.name,
    place,
    action: task.action?.short ?? '',
    actionPlace: at(task.action?.start ?? task.map.start),
    register: register || undefined,
    keywords,
    looped,
    when: whole ? sharedIfEmpty(canonicalOf(conditionsOf(task, frames))) : NONE,
    runsAs: whole ? runsAs(here) : undefined,
    delegate: whole ? delegateOf(here) : undefined,
    asyncDir: whole ? asyncDirOf(scope) : '',
    handler: frames.some((frame) => frame.kind === 'handlers'),
    reaches: run.reaches,
    tags: whole ? sharedIfEmpty(tagsOf(frames, task.keywords)) : NONE,
    includeTags: whole ? sharedIfEmpty(includeTagsOf(frames)) : NONE,
    runOnce: whole && saysYes(textOf(effective(task, frames, 'run_once')?.pair.value)),
    around: whole ? aroundOf(task, frames) : NOTHING_AROUND,
    within: whole ? withinOf(frames) : undefined,
    conditions: whole ? sharedIfEmpty(written(task, frames)) : NONE,
  };
}

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
function tagsOf(frames: readonly Frame[], own: TaskNode['keywords']): string[] {
  const nodes = [...frames.filter(({ kind }) => kind !== 'include').map(({ keywords }) => keywords), own];
  return [...new Set(nodes.flatMap((keywords) => words(keywords.get('tags')?.value)))];
}

function includeTagsOf(frames: readonly Frame[]): string[][] {
  return frames.flatMap((frame, index) =>
    frame.kind === 'include' ? [tagsOf(frames.slice(0, index), frame.keywords)] : [],
  );
}

function words(node: YamlNode | undefined): string[] {
  const texts = node?.kind === 'list' ? node.items.map(textOf) : [textOf(node)];
  return texts.flatMap((text) => text.split(',')).flatMap((text) => text.trim() || []);
}

const NOTHING_AROUND: Around = Object.freeze({});

function aroundOf(task: TaskNode, frames: readonly Frame[]): Around {
  const around: { -readonly [K in keyof Around]: Around[K] } = {};
  for (const keyword of ['ignore_errors', 'ignore_unreachable', 'run_once'] as const) {
    const found = effective(task, frames, keyword);
    if (found && !found.own) around[keyword] = placeAt(found.source, found.pair.keyStart);
  }
  const block = frames.findLast((frame) => frame.block?.part === 'block' && frame.block.node.rescue.length > 0);
  const rescue = block?.block?.node.keywords.get('rescue');
  if (block && rescue) around.rescue = placeAt(block.source, rescue.keyStart);
  return Object.keys(around).length > 0 ? around : NOTHING_AROUND;
}

function withinOf(frames: readonly Frame[]): TaskFacts['within'] {
  const part = frames.findLast(({ block }) => block && block.part !== 'block')?.block?.part;
  return part === 'block' ? undefined : part;
}
