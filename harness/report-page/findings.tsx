import type { FindingShown, RunHead, Tone } from '../model/drill-page.ts';
import { Badge } from './tone.tsx';
import { runHref } from './where.ts';

const TONES: Readonly<Record<FindingShown['severity'], Tone>> = { error: 'bad', warning: 'open', note: 'quiet' };

export function Findings(props: { readonly findings: readonly FindingShown[]; readonly runs: readonly RunHead[] }) {
  return (
    <section id="findings" aria-labelledby="findings-h">
      <h2 id="findings-h">Findings</h2>
      {props.findings.map((finding, index) => (
        <Finding key={index} id={`finding-${index}`} finding={finding} runs={props.runs} />
      ))}
    </section>
  );
}

function Finding(props: { readonly id: string; readonly finding: FindingShown; readonly runs: readonly RunHead[] }) {
  const { severity, rule, message, at, evidence, remedy, code, related, way = [] } = props.finding;
  const runs = props.finding.runs.flatMap((id) => props.runs.find((one) => one.id === id) ?? []);
  return (
    <article id={props.id} class={`finding ${TONES[severity]}`}>
      <h3>
        <Badge tone={TONES[severity]}>{severity}</Badge> {message}
      </h3>
      <p class="meta">
        {at && <code>{at}</code>} <span>{rule}</span>
      </p>
      {runs.length > 0 && (
        <p class="shown">
          Shown by{' '}
          {runs.map((run) => (
            <a key={run.id} class={`chip ${run.tone}`} href={runHref(run.id)}>
              {run.fault ?? run.title}
            </a>
          ))}
        </p>
      )}
      <details>
        <summary>What to do, and what was seen</summary>
        {way.length > 0 && (
          <ol class="way" aria-label="The way on which it happens">
            {way.map((step) => (
              <li key={step.at + step.text}>
                <code>{step.at}</code> {step.text}
              </li>
            ))}
          </ol>
        )}
        <p>To do: {remedy}</p>
        {code && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <pre tabIndex={0}>{code}</pre>
        )}
        <ul>
          {evidence.map((line) => (
            <li key={line}>Seen: {line}</li>
          ))}
          {related.map((one) => (
            <li key={one.at + one.message}>
              {one.message}: <code>{one.at}</code>
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}
