import type { Event } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import { type Told, toldBy } from '../../model/history.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { Sighting } from '../../model/sighting.ts';

const MOST = 6;

/** These things as a person reads them, with their lines in history.jsonl, in the history's order; the last ones if many. */
export function historyLines(facts: Facts, wanted: readonly (Told | undefined)[]): readonly string[] {
  const chosen = new Set(wanted);
  const began = startOf(facts);
  const found = facts.history.flatMap((entry, index) => {
    const told = toldBy(entry);
    return chosen.has(told) ? [`history.jsonl:${index + 1}  ${inSeconds(told.at - began)}  ${words(told, facts)}`] : [];
  });
  const cut = found.length - MOST;
  return cut > 0 ? [`(${cut} more)`, ...found.slice(cut)] : found;
}

/** When the play began, epoch in ms. */
export function startOf(facts: Facts): number {
  const [first] = facts.history;
  return facts.run.started?.at ?? (first ? toldBy(first).at : 0);
}

function words(told: Told, facts: Facts): string {
  switch (told.type) {
    case 'started':
      return 'the play began';
    case 'ended':
      return `the play ended: ${told.how}, rc ${told.rc}`;
    case 'armed':
    case 'struck':
    case 'failed':
    case 'healed':
      return `strike ${told.type}`;
    case 'boot':
      return `${seenOn(told)} ${told.bootId}`;
    case 'job-file':
      return `${seenOn(told)} ${told.jid}: ${told.state}${told.finished ? `, finished${told.failed ? ', failed' : ''}${told.timedOut ? ', timed out' : ''}` : ''}`;
    case 'process':
      return `${seenOn(told)} ${told.pid}${told.jid ? ` of ${told.jid}` : ''}: ${told.state}`;
    case 'link':
      return `${seenOn(told)}: longest idle ${inSeconds(told.longestIdleMs)}, ${told.idleDropped} dropped for it`;
    case 'load':
      return `${seenOn(told)}: ${told.load} on ${told.processors} processors`;
    case 'wall':
      return `${seenOn(told)}, on the way to ${told.lookup ?? told.to}`;
    case 'fetch':
      return `${seenOn(told)} from ${told.from}${told.failed === undefined ? '' : `, which did not answer: ${told.failed}`}`;
    case 'receipt':
    case 'progress':
    case 'probe':
      return seenOn(told);
    default:
      return eventWords(told, facts);
  }
}

function seenOn({ host, type }: Sighting): string {
  return `seen on ${host}: ${type}`;
}

function eventWords(event: Event, facts: Facts): string {
  if (!('host' in event)) return event.type;
  if (!('task' in event)) return `${event.type} on ${event.host}`;
  const task = facts.tasks.get(event.task)?.name ?? event.task;
  const item = 'item' in event && event.item !== null ? ` [item ${event.item}]` : '';
  const head = `${event.type} "${task}"${item} on ${event.host}`;
  if (event.type === 'launch') return `${head}: job ${event.jid}, async ${event.limit}, poll ${event.poll}`;
  if (event.type === 'collect')
    return `${head}: job ${event.jid}, ${event.finished ? 'finished' : 'not finished'}${event.failed ? ', failed' : ''}${said(event.msg)}`;
  if (event.type === 'result') return `${head}: ${event.status}${event.ignored ? ', ignored' : ''}${said(event.msg)}`;
  return event.type === 'retry' ? `${head}: attempt ${event.attempt} of ${event.of}` : head;
}

function said(msg: string | undefined): string {
  return msg ? `: ${msg.split('\n', 1)[0]?.slice(0, 120)}` : '';
}
