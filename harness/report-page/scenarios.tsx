import type { CheckShown, ScenarioShown, ScenariosPage, StepShown } from '../model/scenarios-page.ts';
import { Changes } from './changes.tsx';
import { PageHead } from './page-head.tsx';
import { Badge, Sign, VERDICT_TONES } from './tone.tsx';
import { runHref } from './where.ts';

/** Each scenario with what it expected and what was seen; those that passed are folded. */
export function ScenariosOverview({ page }: { readonly page: ScenariosPage }) {
  return (
    <>
      <PageHead verb="run" tone={VERDICT_TONES[page.verdict]} stamp={page.verdict} {...page} />
      <Changes lines={page.changes} />
      <section id="scenarios" aria-labelledby="scenarios-h">
        <h2 id="scenarios-h">Scenarios</h2>
        {page.scenarios.map((one) => (
          <Scenario key={one.name} scenario={one} />
        ))}
      </section>
    </>
  );
}

function Scenario({ scenario }: { readonly scenario: ScenarioShown }) {
  const { name, verdict, tone, why, at, took, because, steps } = scenario;
  return (
    <article class={`finding ${tone}`}>
      <h3>
        <Badge tone={tone}>{verdict}</Badge> {name}
      </h3>
      <p class="meta">
        <code>{at}</code> <span>{took}</span>
      </p>
      <p>{why}</p>
      {because && <p class="lacks">{because}</p>}
      {steps.map((step) => (
        <Step key={step.run} step={step} />
      ))}
    </article>
  );
}

function Step({ step }: { readonly step: StepShown }) {
  const { name, verdict, tone, run, playbook, struck, checks, twin } = step;
  return (
    <details open={tone === 'bad' || tone === 'open'}>
      <summary>
        <Sign tone={tone} /> {name}: {verdict} <code>{playbook}</code>
      </summary>
      {twin && <p>{twin}</p>}
      <ul>
        {struck.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <ul class="checks">
        {checks.map((check) => (
          <Check key={check.kind + check.expected} check={check} />
        ))}
      </ul>
      <p>
        <a href={runHref(run)}>Timeline and history of {name}</a>
      </p>
    </details>
  );
}

function Check({ check }: { readonly check: CheckShown }) {
  return (
    <li>
      <Sign tone={check.tone} /> <b>{check.kind}</b>: {check.is}
      <dl>
        <dt>expected</dt>
        <dd>{check.expected}</dd>
        <dt>seen</dt>
        <dd>{check.seen}</dd>
        {check.is !== 'met' && (
          <>
            <dt>to do</dt>
            <dd>{check.remedy}</dd>
          </>
        )}
      </dl>
    </li>
  );
}
