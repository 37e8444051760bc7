import type { HostShown, ProofShown, SmokePage } from '../model/smoke-page.ts';
import { Findings } from './findings.tsx';
import { Headroom } from './headroom.tsx';
import { PageHead } from './page-head.tsx';
import { Steps } from './steps.tsx';
import { Badge, Sign, VERDICT_TONES } from './tone.tsx';

/** The host as it was found, how the run went there, and what was proven. */
export function SmokeOverview({ page }: { readonly page: SmokePage }) {
  const { verdict, playbook, next, hosts, proofs, findings, headroom } = page;
  return (
    <>
      <PageHead verb="smoke" tone={VERDICT_TONES[verdict]} stamp={verdict} title={playbook} {...page} />
      {next.length > 0 && <Steps steps={next} more={findings.length - next.length} />}
      <section id="hosts" aria-labelledby="hosts-h">
        <h2 id="hosts-h">Hosts</h2>
        {hosts.map((host) => (
          <Host key={host.name} host={host} />
        ))}
      </section>
      {proofs.length > 0 && (
        <section id="proofs" aria-labelledby="proofs-h">
          <h2 id="proofs-h">Proofs: a failing stand-in in the place of the job</h2>
          {proofs.map((proof) => (
            <Proof key={`${proof.at} ${proof.job} ${proof.host}`} proof={proof} />
          ))}
        </section>
      )}
      {findings.length > 0 && <Findings findings={findings} runs={page.runs} />}
      {headroom.length > 0 && <Headroom rows={headroom} />}
    </>
  );
}

function Host({ host }: { readonly host: HostShown }) {
  return (
    <article class={`finding ${host.tone}`}>
      <h3>
        <Sign tone={host.tone} /> {host.name}
      </h3>
      <p>{host.words}</p>
      <ul class="checks">
        {host.conditions.map(({ tone, user, what, detail }) => (
          <li key={`${user} ${what}`}>
            <Sign tone={tone} /> <b>{what}</b> as {user}: {detail}
          </li>
        ))}
      </ul>
    </article>
  );
}

function Proof({ proof }: { readonly proof: ProofShown }) {
  return (
    <article class={`finding ${proof.tone}`}>
      <h3>
        <Badge tone={proof.tone}>{proof.outcome}</Badge> {proof.job} on {proof.host}
      </h3>
      <p class="meta">
        <code>{proof.at}</code> <span>{proof.words}</span>
      </p>
      <ul>
        {proof.evidence.map((line) => (
          <li key={line}>Seen: {line}</li>
        ))}
      </ul>
    </article>
  );
}
