import type { Facts } from '../../model/facts.ts';
import type { Entry } from '../../model/history.ts';

const MOST = 6;

/** The lines of the history that `pick` chooses, as a person reads them, with their number in history.jsonl; the last ones if many. */
export function historyLines(facts: Facts, pick: (entry: Entry) => boolean): readonly string[] {
  const began = startOf(facts);
  const found = facts.history.flatMap((entry, index) =>
    pick(entry) ? [`history.jsonl:${index + 1}  ${seconds(atOf(entry) - began)}  ${words(entry, facts)}`] : [],
  );
  const cut = found.length - MOST;
  return cut > 0 ? [`(${cut} more)`, ...found.slice(cut)] : found;
}

/** When the play began, epoch in ms. */
export function startOf(facts: Facts): number {
  for (const entry of facts.history) if (entry.kind === 'run' && entry.run.type === 'started') return entry.run.at;
  return facts.history[0] ? atOf(facts.history[0]) : 0;
}

function atOf(entry: Entry): number {
  switch (entry.kind) {
    case 'run':
      return entry.run.at;
    case 'event':
      return entry.event.at;
    case 'sighting':
      return entry.sighting.at;
    case 'strike':
      return entry.strike.at;
  }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function words(entry: Entry, facts: Facts): string {
  if (entry.kind === 'run') {
    const { run } = entry;
    return run.type === 'started' ? 'the play began' : `the play ended: ${run.how}, rc ${run.rc}`;
  }
  if (entry.kind === 'strike') return `strike ${entry.strike.type}`;
  if (entry.kind === 'sighting') {
    const { sighting } = entry;
    const detail =
      sighting.type === 'boot'
        ? ` ${sighting.bootId}`
        : sighting.type === 'job-file'
          ? ` ${sighting.jid}: ${sighting.state}${sighting.finished ? `, finished${sighting.failed ? ', failed' : ''}${sighting.timedOut ? ', timed out' : ''}` : ''}`
          : sighting.type === 'process'
            ? ` ${sighting.pid}${sighting.jid ? ` of ${sighting.jid}` : ''}: ${sighting.state}`
            : sighting.type === 'link'
              ? `: longest idle ${seconds(sighting.longestIdleMs)}, ${sighting.idleDropped} dropped for it`
              : '';
    return `seen on ${sighting.host}: ${sighting.type}${detail}`;
  }
  const { event } = entry;
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
