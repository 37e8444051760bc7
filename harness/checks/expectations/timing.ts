import type { Checked, Span } from '../../model/expectation.ts';
import type { Facts } from '../../model/facts.ts';
import { busyWords, tooBusy } from '../busy-machine.ts';
import { historyLines, seconds } from './evidence.ts';
import type { Subject } from './subject.ts';

/** A machine that is too busy makes everything slower: what was too long on one says nothing of the play, what was too short still does. */
function measured(
  ms: number | undefined,
  { atLeastMs = 0, atMostMs = Infinity }: Span,
  facts: Facts,
): Pick<Checked, 'is'> & { readonly but: string } {
  if (ms === undefined) return { is: 'unknown', but: '' };
  if (ms >= atLeastMs && ms <= atMostMs) return { is: 'met', but: '' };
  const busy = ms > atMostMs ? tooBusy(facts) : undefined;
  return busy
    ? { is: 'unknown', but: `, on a machine that was too busy: ${busyWords(busy)}` }
    : { is: 'unmet', but: '' };
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
  const { is, but } = measured(ms, span, facts);
  return {
    kind: 'took',
    is,
    expected: `the play takes ${spanText(span)}`,
    seen: ms === undefined ? 'the play had no end' : `it took ${seconds(ms)}${but}`,
    evidence: historyLines(facts, [started, ...facts.events('launch'), ...facts.events('collect'), ended]),
    remedy: 'look where it waits: work in parallel needs poll: 0 and reaps after the last launch',
  };
}

/** By the links that lead to the hosts: the longest time that a connection stood open without a byte. */
export function checkLongestIdle({ facts }: Subject, span: Span): Checked {
  const seen = facts.sightings('link');
  const longest = Math.max(0, ...seen.map(({ longestIdleMs }) => longestIdleMs));
  const { is, but } = measured(seen.length === 0 ? undefined : longest, span, facts);
  return {
    kind: 'longest-idle',
    is,
    expected: `no connection is idle for longer, or shorter, than this: ${spanText(span)}`,
    seen: seen.length === 0 ? 'no link was watched' : `the longest gap was ${seconds(longest)}${but}`,
    evidence: historyLines(facts, seen),
    remedy: 'give the task async and a poll below the idle time that the network allows',
  };
}
