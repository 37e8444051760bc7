import type { Step } from '../model/drill-page.ts';
import { Sign } from './tone.tsx';
import { runHref } from './where.ts';

/** What to do first. */
export function Steps({ steps, more }: { readonly steps: readonly Step[]; readonly more: number }) {
  return (
    <section id="first" aria-labelledby="first-h">
      <h2 id="first-h">What to do first</h2>
      <ol class="steps">
        {steps.map((step) => (
          <li key={`${step.at} ${step.text}`} class={step.tone}>
            <p class="claim">
              <Sign tone={step.tone} /> {step.text}
            </p>
            {step.at && (
              <p class="meta">
                <code>{step.at}</code>
              </p>
            )}
            <p>To do: {step.remedy}</p>
            {step.code && (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
              <pre tabIndex={0}>{step.code}</pre>
            )}
            {step.run && <a href={runHref(step.run)}>See how it is known</a>}
          </li>
        ))}
      </ol>
      {more > 0 && (
        <p>
          <a href="#findings">{more} more below</a>
        </p>
      )}
    </section>
  );
}
