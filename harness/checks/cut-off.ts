import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import { callText } from './refused.ts';

/** Calls for the outside world that were made in vain, and put up with: what the play does with an answer was not tried. */
export function cutOff(baseline: Facts): readonly Finding[] {
  const hits = baseline.sightings('wall');
  if (hits.length === 0) return [];
  return [
    {
      rule: 'cut-off',
      severity: 'warning',
      confidence: 'certain',
      message:
        'the play called for what is outside of the run, got no answer, and was green: what it does with one was not tried',
      evidence: hits.map((hit) => callText(hit)),
      remedy: 'stub what needs the outside world (--stubs), with the answer that it gives',
    },
  ];
}
