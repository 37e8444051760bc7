import type { Event, TaskStart } from '../model/event.ts';
import { formatPlace } from '../model/place.ts';

/** The life of the jobs of one run in lines, as they happen: launch, looks at it, reap. Keep one for each run. */
export function timeline(): (event: Event) => string | undefined {
  const tasks = new Map<string, TaskStart>();
  const jobs = new Map<string, { readonly name: string; readonly at: number }>();
  const task = (id: string) => tasks.get(id);
  const name = (id: string, item?: number | null) =>
    `"${task(id)?.name ?? id}"${item === null || item === undefined ? '' : ` [${item}]`}`;
  return (event) => {
    switch (event.type) {
      case 'task-start':
        tasks.set(event.task, event);
        return undefined;
      case 'launch': {
        const place = task(event.task)?.place;
        jobs.set(event.jid, { name: name(event.task, event.item), at: event.at });
        return `launch   ${name(event.task, event.item)} on ${event.on}: job ${event.jid}, limit ${event.limit} s, poll ${event.poll} s${place ? ` (${formatPlace(place)})` : ''}`;
      }
      case 'stand-in':
        return `stand-in ${name(event.task, event.item)} on ${event.host}: it failed in the job's place (rc ${event.rc ?? 'unknown'})`;
      case 'poll':
        return `poll     ${name(event.task, event.item)} on ${event.host}: look ${event.attempt}`;
      case 'retry':
        return `poll     ${name(event.task)} on ${event.host}: look ${event.attempt} of ${event.of + 1}`;
      case 'collect': {
        const job = jobs.get(event.jid);
        if (event.skipped) return undefined;
        const took = job ? `, ${((event.at - job.at) / 1000).toFixed(1)} s after its launch` : '';
        return `reap     ${job?.name ?? event.jid} on ${event.host}: ${outcome(event)}${took}`;
      }
      case 'result':
        if (event.status !== 'failed' && event.status !== 'unreachable') return undefined;
        return `${event.status.padEnd(8).slice(0, 11)} ${name(event.task, event.item)} on ${event.host}${event.ignored ? ' (ignored)' : ''}`;
      default:
        return undefined;
    }
  };
}

function outcome(event: Extract<Event, { type: 'collect' }>): string {
  if (event.unreachable) return 'the host was unreachable';
  if (event.mode === 'cleanup') return 'its file was removed, it was not asked';
  if (!event.finished) return 'still running';
  return event.failed ? `failed${event.rc === undefined ? '' : `, rc ${event.rc}`}` : 'went well';
}
