import type { Checked, Span } from '../../model/expectation.ts';
import type { Facts } from '../../model/facts.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import { busyWords, tooBusy } from '../busy-machine.ts';
import { historyLines } from './evidence.ts';
import type { Subject } from './subject.ts';

type Measured = Pick<Checked, 'is' | 'seen'>;

/** A machine that is too busy makes everything slower: what was too long on one says nothing of the play, what was too short still does. */
function measured(what: string, ms: number, { atLeastMs = 0, atMostMs = Infinity }: Span, facts: Facts): Measured {
  const seen = `${what} ${inSeconds(ms)}`;
  if (ms < atLeastMs) return { is: 'unmet', seen };
  if (ms <= atMostMs) return { is: 'met', seen };
  const busy = tooBusy(facts);
  if (!busy) return { is: 'unmet', seen };
  return { is: 'unknown', seen: `${seen}, on a machine that was too busy: ${busyWords(busy)}` };
}

function spanText({ atLeastMs, atMostMs }: Span): string {
  return [
    ...(atLeastMs === undefined ? [] : [`at least ${inSeconds(atLeastMs)}`]),
    ...(atMostMs === undefined ? [] : [`at most ${inSeconds(atMostMs)}`]),
  ].join(' and ');
}

/** From ansible-playbook's start to its end, in real time. */
export function checkTook({ facts }: Subject, span: Span): Checked {
  const { started, ended } = facts.run;
  const ms = started && ended && ended.at - started.at;
  const held: Measured =
    ms === undefined ? { is: 'unknown', seen: 'the play had no end' } : measured('it took', ms, span, facts);
  return {
    kind: 'took',
    ...held,
    expected: `the play takes ${spanText(span)}`,
    evidence: historyLines(facts, [started, ...facts.events('launch'), ...facts.events('collect'), ended]),
    remedy: 'look where it waits: work in parallel needs poll: 0 and reaps after the last launch',
  };
}

/** By the links that lead to the hosts: the longest time that a connection stood open without a byte. */
export function checkLongestIdle({ facts }: Subject, span: Span): Checked {
  const seen = facts.sightings('link');
  const longest = Math.max(0, ...seen.map(({ longestIdleMs }) => longestIdleMs));
  const held: Measured =
    seen.length === 0
      ? { is: 'unknown', seen: 'no link was watched' }
      : measured('the longest gap was', longest, span, facts);
  return {
    kind: 'longest-idle',
    ...held,
    expected: `no connection is idle for longer, or shorter, than this: ${spanText(span)}`,
    evidence: historyLines(facts, seen),
    remedy: 'give the task async and a poll below the idle time that the network allows',
  };
}
