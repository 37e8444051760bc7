import type { DrillPage } from '../model/drill-page.ts';
import { PageHead } from './page-head.tsx';
import { Sign, VERDICT_TONES } from './tone.tsx';

export function Verdict({ page }: { readonly page: DrillPage }) {
  const { verdict, playbook, score } = page;
  const all = score.parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <PageHead verb="drill" tone={VERDICT_TONES[verdict]} stamp={verdict} title={playbook} {...page}>
      <div class="score">
        <p class="number">
          <strong>{score.percent === undefined ? '–' : `${score.percent} %`}</strong>
          <span>reap score: {score.says}</span>
        </p>
        {all > 0 && (
          <div class="shares">
            <div class="bar" aria-hidden="true">
              {score.parts.map((part) => (
                <span key={part.label} class={part.tone} style={{ flexGrow: part.count }} />
              ))}
            </div>
            <ul>
              {score.parts.map((part) => (
                <li key={part.label}>
                  <Sign tone={part.tone} /> {part.count} {part.label} <small>{part.means}</small>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </PageHead>
  );
}
