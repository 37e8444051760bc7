import type { Tone } from '../../model/drill-page.ts';
import type { Outcome } from '../../model/outcome.ts';

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

export function toneOf(outcome: Outcome): Tone {
  return TONES[outcome.kind];
}
