import type { DrillPage } from '../model/drill-page.ts';
import { Sign, VERDICT_TONES } from './tone.tsx';

export function Verdict({ page }: { readonly page: DrillPage }) {
  const { verdict, playbook, says, score, facts } = page;
  const tone = VERDICT_TONES[verdict];
  const all = score.parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <header class="verdict">
      <p class="kicker">reapcheck drill</p>
      <h1 tabIndex={-1}>
        <span class={`stamp ${tone}`}>
          <Sign tone={tone} /> {verdict.toUpperCase()}
        </span>{' '}
        <span class="path">{playbook}</span>
      </h1>
      <p class="says">{says}</p>
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
                  <Sign tone={part.tone} /> {part.count} {part.label}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <dl class="facts">
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
