import type { KnownNumber } from '../../model/audit.ts';
import { commandOf, intentOf } from '../classify/intent.ts';
import { asyncSupport, waitsForItself } from '../classify/support.ts';
import { hasWord } from '../jinja/has-word.ts';
import { saysYes } from '../jinja/says-yes.ts';
import { sharedIfEmpty } from '../none.ts';
import { textOf, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import { criteriaOf, judgesItself } from './criteria.ts';
import { loopOf } from './loop.ts';
import { misuse, misuseOfSeconds } from './misuse.ts';
import { isReaped, type LaunchSeen, remember } from './records.ts';
import { numberOf } from './seconds.ts';
import type { KnownVisit, TaskVisit } from './task-visit.ts';
import { undefinedIn } from './undefined-variables.ts';
import { unknown } from './value.ts';

/** Takes note of a launch; undefined where it leaves no job. */
export function launchOf(here: KnownVisit): LaunchSeen | undefined {
  const { run, task, frames, scope, facts, conditions } = here;
  const asyncNode = task.keywords.get('async')?.value;
  const pollNode = task.keywords.get('poll')?.value;
  const interval = run.project.configs.at(run.playDir)?.config.pollInterval;
  const poll = numberOf(pollNode, scope, interval ?? 15, interval !== undefined);
  if (!asyncNode || textOf(asyncNode) === '') {
    if (poll.known && !poll.soft) misuse(here, 'poll', 'poll-alone', `poll: ${poll.text} without async`);
    return undefined;
  }
  const read = numberOf(asyncNode, scope, 0);
  // A default of 0 says "unless somebody sets it": what it is then can't be known.
  const limit: KnownNumber =
    read.known && read.soft && read.value === 0 ? { known: false, why: 'its default is 0', text: read.text } : read;
  const inert = conditions.some(isNever) ? 'its condition is false' : inertBy(here, limit);
  misuseOfSeconds(here, ['async', 'poll']);
  const check = effective(task, frames, 'check_mode');
  if (check && saysYes(textOf(check.pair.value))) misuse(here, 'async', 'check-mode', 'check_mode: true with async');
  undefinedIn(here, ['async', 'poll']);
  const command = commandOf(task);
  const onItem = askerForItem(task);
  const launch: LaunchSeen = {
    entry: run.entry,
    hosts: run.hosts,
    facts,
    inert,
    waitsForItself: waitsForItself(task.action?.name ?? ''),
    task,
    frames,
    limit,
    poll,
    command,
    intent: intentOf(task, limit.known ? limit.value : undefined, command, isLocal(here)),
    conditionOnItem: conditions.some(onItem),
    limitOnItem: onItem(asyncNode),
    criteria: sharedIfEmpty(criteriaOf(task, facts.register)),
    judgesItself: judgesItself(task, facts.register),
    outputs: sharedIfEmpty(outputsOf(task)),
    reaps: undefined,
    escapes: undefined,
    overwritten: undefined,
    races: undefined,
    hastyWaits: undefined,
    readiness: undefined,
    perhapsWaited: undefined,
    product: undefined,
    looks: undefined,
    watchForWait: true,
    stepsSince: 0,
    ownStepsSince: 0,
    whole: run.whole,
    unresolvedAfter: undefined,
  };
  remember(run.seen.launches, facts.id, launch);
  if (inert) return undefined;
  if (launch.waitsForItself || (poll.known && poll.value >= 1)) return launch;
  const earlier = run.launchedHere.get(facts.id);
  if (earlier?.escapes && !isReaped(earlier)) launch.escapes = [...earlier.escapes];
  run.openLaunches.push(launch);
  run.launchedHere.set(facts.id, launch);
  return launch;
}

function isLocal({ run, facts }: KnownVisit): boolean {
  return facts.delegate === 'localhost' || (facts.delegate === '' && run.hostsLocal);
}

/** Tells of conditions and values whether they hang on the item of the task's loop. */
function askerForItem(task: TaskNode): (node: YamlNode) => boolean {
  const names = [...(loopOf(task, () => unknown(''))?.keys() ?? [])];
  return (node) => names.some((name) => hasWord(textOf(node), name));
}

/** Files that the job makes, as far as its arguments name them. */
function outputsOf(task: TaskNode): string[] {
  const args = task.action?.args;
  const names = ['dest', 'creates', 'path', 'archive'];
  const found = /^(service|systemd|file|stat|lineinfile|user|apt|yum|dnf|pip)$/.test(task.action?.short ?? '')
    ? []
    : names.map((name) => textOf(args?.get(name)).trim());
  return found.filter(
    (text) =>
      text.length >= 6 &&
      /[/\\{]/.test(text) &&
      !/^\/(tmp|opt|etc|var|usr|home|root|srv)\/?$/.test(text) &&
      !/^\{\{\s*item\s*\}\}$/.test(text),
  );
}

/** `when: false`, which switches a task off. */
function isNever(condition: YamlNode): boolean {
  return condition.kind === 'scalar' && (condition.value === false || /^(false|no)$/i.test(textOf(condition).trim()));
}

/** Why the keyword does nothing here; undefined where it works. */
function inertBy(here: TaskVisit, limit: KnownNumber): string | undefined {
  if (limit.known && limit.value < 0) return 'its limit is below 0';
  if (limit.known && limit.value === 0) {
    if (/^\d+$/.test(limit.text.trim())) misuse(here, 'async', 'async-zero', 'async: 0');
    return 'its limit is 0';
  }
  const name = here.task.action?.name ?? '';
  const support = asyncSupport(name);
  if (support === 'yes') return undefined;
  const how = {
    refused: 'unsupported-action',
    'refused-lately': 'refused-lately',
    invalid: 'invalid-on-include',
    dropped: 'dropped-when-static',
  } as const;
  misuse(here, 'async', how[support], name);
  return `${name} can't be async`;
}
