import type { ProofStep } from '../model/drill-page.ts';
import { Sign } from './tone.tsx';
import { runHref } from './where.ts';

/** How it is known: a ladder, each rung with the lines of the history that show it. */
export function Proof({ id, steps }: { readonly id: string; readonly steps: readonly ProofStep[] }) {
  return (
    <section id="proof" aria-labelledby="proof-h">
      <h2 id="proof-h">How it is known</h2>
      <ol class="proof">
        {steps.map((step, index) => (
          <li key={index}>
            <p>
              <Sign tone={step.tone} /> {step.text}
            </p>
            {step.details.length > 0 && (
              <ul>
                {step.details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
            {step.lines.length > 0 && (
              <p class="lines">
                history{' '}
                {step.lines.map((line) => (
                  <a key={line} href={runHref(id, line)}>
                    line {line}
                  </a>
                ))}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
