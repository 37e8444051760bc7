import type { Span } from '../model/drill-page.ts';

/** Spans that are at the same time go below each other; what frames others (a limit, a window) goes behind them. */
export function lanesOf(spans: readonly Span[]): {
  readonly behind: readonly Span[];
  readonly lanes: readonly (readonly Span[])[];
} {
  const frames = ({ look }: Span) => look === 'limit' || look === 'window';
  const lanes: Span[][] = [];
  for (const span of spans.filter((one) => !frames(one)).toSorted((a, b) => a.from - b.from)) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= span.from);
    if (free) free.push(span);
    else lanes.push([span]);
  }
  return { behind: spans.filter(frames), lanes };
}
