import type { Tone } from '../../model/drill-page.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Verdict } from '../../model/verdict.ts';

const TONES: Readonly<Record<Outcome['kind'], Tone>> = {
  surfaced: 'good',
  recovered: 'good',
  unharmed: 'quiet',
  swallowed: 'bad',
  hung: 'bad',
  'false-red': 'bad',
  missed: 'open',
  errored: 'open',
};

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = { pass: 'good', fail: 'bad', unknown: 'open' };

export function toneOf(outcome: Outcome): Tone {
  return TONES[outcome.kind];
}
