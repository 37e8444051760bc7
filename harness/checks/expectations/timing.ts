import type { Checked, Span } from '../../model/expectation.ts';
import { historyLines, seconds } from './evidence.ts';
import type { Subject } from './subject.ts';

function within(ms: number, { atLeastMs = 0, atMostMs = Infinity }: Span): boolean {
  return ms >= atLeastMs && ms <= atMostMs;
}

function spanText({ atLeastMs, atMostMs }: Span): string {
  return [
    ...(atLeastMs === undefined ? [] : [`at least ${seconds(atLeastMs)}`]),
    ...(atMostMs === undefined ? [] : [`at most ${seconds(atMostMs)}`]),
  ].join(' and ');
}

/** From ansible-playbook's start to its end, in real time. */
export function checkTook({ facts }: Subject, span: Span): Checked {
  const { started, ended } = facts.run;
  const ms = started && ended && ended.at - started.at;
  return {
    kind: 'took',
    is: ms === undefined ? 'unknown' : within(ms, span) ? 'met' : 'unmet',
    expected: `the play takes ${spanText(span)}`,
    seen: ms === undefined ? 'the play had no end' : `it took ${seconds(ms)}`,
    evidence: historyLines(facts, [started, ...facts.events('launch'), ...facts.events('collect'), ended]),
    remedy: 'look where it waits: work in parallel needs poll: 0 and reaps after the last launch',
  };
}

/** By the links that lead to the hosts: the longest time that a connection stood open without a byte. */
export function checkLongestIdle({ facts }: Subject, span: Span): Checked {
  const seen = facts.sightings('link');
  const longest = Math.max(0, ...seen.map(({ longestIdleMs }) => longestIdleMs));
  return {
    kind: 'longest-idle',
    is: seen.length === 0 ? 'unknown' : within(longest, span) ? 'met' : 'unmet',
    expected: `no connection is idle for longer, or shorter, than this: ${spanText(span)}`,
    seen: seen.length === 0 ? 'no link was watched' : `the longest gap was ${seconds(longest)}`,
    evidence: historyLines(facts, seen),
    remedy: 'give the task async and a poll below the idle time that the network allows',
  };
}
