import type { Mark, Span, Tone, Track } from '../../model/drill-page.ts';
import type { Result } from '../../model/event.ts';
import { on, type Seen } from './seen.ts';

/** What the play did on a host, task by task, and where it went red or ended green for it. */
export function playTrack({ facts, clock, lines, several }: Seen, host: string): Track {
  const results = facts.events('result').filter((one) => one.host === host);
  const spans = results.map((result, index): Span => {
    const before = results[index - 1]?.at ?? 0;
    return {
      from: clock.at(beginOf(facts, result, before)),
      to: clock.at(result.at),
      label: `${taskName(facts, result.task)}${result.item === null ? '' : ` [${result.item}]`}: ${statusOf(result)}`,
      look: 'task',
      tone: toneOfResult(result),
      lines: on(lines, result),
    };
  });
  return {
    label: several ? `play on ${host}` : 'play',
    kind: 'play',
    struck: false,
    spans,
    marks: [...redMarks(results), ...endMarks()],
  };

  function redMarks(all: readonly Result[]): readonly Mark[] {
    return all
      .filter((one) => isRed(one))
      .map((one) => ({
        at: clock.at(one.at),
        label: `red: ${taskName(facts, one.task)} ${one.status}`,
        look: 'red',
        tone: 'bad',
        lines: on(lines, one),
      }));
  }

  function endMarks(): readonly Mark[] {
    const { ended } = facts.run;
    const recap = facts.recap?.[host];
    const [stats] = facts.events('stats');
    if (!ended || !recap) return [];
    const green = recap.failures === 0 && recap.unreachable === 0;
    return [
      {
        at: clock.at(ended.at),
        label: green ? `the play ended green for ${host}` : `the play ended red for ${host}`,
        look: green ? 'green' : 'red',
        tone: green ? 'quiet' : 'bad',
        lines: on(lines, stats, ended),
      },
    ];
  }
}

/** Whether the host is out for it. */
export function isRed({ status, ignored }: Result): boolean {
  return (status === 'failed' || status === 'unreachable') && !ignored;
}

export function taskName(facts: Seen['facts'], task: string): string {
  const start = facts.tasks.get(task);
  return start ? start.name || start.action : task;
}

function beginOf(facts: Seen['facts'], { task, host, at }: Result, before: number): number {
  const since = [...facts.events('launch'), ...facts.events('collect'), ...facts.events('work')]
    .filter((one) => one.task === task && one.host === host && one.since <= at && one.since >= before)
    .map((one) => one.since);
  const started = facts.events('task-start').find((one) => one.task === task && one.at >= before && one.at <= at);
  return Math.min(at, ...since, ...(since.length === 0 ? [started?.at ?? Math.max(before, 0) ?? at] : []));
}

function statusOf({ status, ignored, msg }: Result): string {
  return `${status}${ignored ? ', ignored' : ''}${msg ? ` (${msg})` : ''}`;
}

function toneOfResult(result: Result): Tone {
  if (result.status === 'skipped') return 'quiet';
  if (result.status === 'ok') return 'good';
  return result.ignored ? 'open' : 'bad';
}
