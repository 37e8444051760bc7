import type { Said, Tone } from '../../model/drill-page.ts';
import type { Event, HostStats, Result, TaskStart } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { Clock } from './clock.ts';
import type { LineNumbers } from './runs.ts';
import { taskName } from './track-play.ts';

/** What Ansible said, line by line, from its events: a message that `no_log` withholds is in none of them. */
export function saidOf(facts: Facts, clock: Clock, lines: LineNumbers): readonly Said[] {
  let last: TaskStart | undefined;
  return facts.history.flatMap((entry): readonly Said[] => {
    if (entry.kind !== 'event') return [];
    const { event } = entry;
    // With hosts that go their own ways, a task begins once for each of them.
    if (event.type === 'task-start' && event.task === last?.task) return [];
    if (event.type === 'task-start') last = event;
    const words = wordsOf(facts, event);
    return words ? [{ at: clock.at(event.at), line: lines.get(event) ?? 0, ...words }] : [];
  });
}

type Words = { readonly text: string; readonly tone: Tone };

function wordsOf(facts: Facts, event: Event): Words | undefined {
  switch (event.type) {
    case 'play-start':
      return quiet(`PLAY [${event.name}]`);
    case 'no-hosts':
      return { text: 'no hosts matched', tone: 'open' };
    case 'task-start':
      return quiet(`${event.handler ? 'HANDLER' : 'TASK'} [${event.name || event.action}]`);
    case 'retry':
      return quiet(`${event.host}: not yet, ${Math.max(0, event.of - event.attempt + 1)} retries left`);
    case 'launch':
      return quiet(`${event.host}: job ${event.jid} started`);
    case 'result':
      return resultSaid(event, taskName(facts, event.task));
    case 'host-ended':
      return quiet(`${event.host}: ${event.meta}`);
    case 'errors-cleared':
      return { text: `${event.host}: clear_host_errors`, tone: 'open' };
    case 'refused':
      return { text: `${event.host}: a connection to ${event.on} was not made (${event.why})`, tone: 'open' };
    case 'stats':
      return recap(facts, event.hosts);
    default:
      return undefined;
  }
}

function resultSaid(result: Result, task: string): Words {
  const { host, item, status, changed, msg, ignored } = result;
  const word = status === 'ok' && changed ? 'changed' : status;
  const of = item === null ? '' : ` [item ${item}]`;
  return {
    text: `${word}: ${host}${of} ${task}${msg ? `: ${msg}` : ''}${ignored ? ' … ignoring' : ''}`,
    tone: toneOf(result),
  };
}

function toneOf({ status, ignored }: Result): Tone {
  if (status === 'ok') return 'good';
  if (status === 'skipped') return 'quiet';
  return ignored ? 'open' : 'bad';
}

/** Of the hosts that are told of: a run that trials share has others. */
function recap(facts: Facts, hosts: Readonly<Record<string, HostStats>>): Words {
  const ours = new Set(facts.events('result').map(({ host }) => host));
  const told = Object.entries(hosts).filter(([host]) => ours.has(host));
  const rows = told.map(
    ([host, n]) =>
      `${host}: ok=${n.ok} failed=${n.failures} unreachable=${n.unreachable} ignored=${n.ignored} rescued=${n.rescued}`,
  );
  return {
    text: `RECAP ${rows.join('; ')}`,
    tone: told.some(([, n]) => n.failures + n.unreachable > 0) ? 'bad' : 'good',
  };
}

function quiet(text: string): Words {
  return { text, tone: 'quiet' };
}
