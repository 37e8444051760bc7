import type { Tone } from '../model/drill-page.ts';
import type { Verdict } from '../model/verdict.ts';

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = { pass: 'good', fail: 'bad', unknown: 'open' };

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', open: '?', quiet: '·' };

/** A sign besides the colour, which not everybody sees. The word beside it says the same, so it is not read out. */
export function Sign({ tone }: { readonly tone: Tone }) {
  return (
    <span class={`sign ${tone}`} aria-hidden="true">
      {SIGNS[tone]}
    </span>
  );
}

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Sign tone={tone} /> {children}
    </span>
  );
}
