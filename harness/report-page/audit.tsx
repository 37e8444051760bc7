import type { AuditPage, CauseShown } from '../model/audit-page.ts';
import type { Tone } from '../model/drill-page.ts';
import { Diff } from './diff.tsx';
import { Findings } from './findings.tsx';
import { PageHead } from './page-head.tsx';
import { Sources } from './sources.tsx';
import { Steps } from './steps.tsx';
import { Badge } from './tone.tsx';

const TONES: Readonly<Record<CauseShown['severity'], Tone>> = { error: 'bad', warning: 'open', note: 'quiet' };

/** What the source alone tells: findings by cause, each with its way, and the async tasks at their lines. */
export function AuditOverview({ page }: { readonly page: AuditPage }) {
  const { next, causes, findings, sources, diffs, notes } = page;
  return (
    <>
      <PageHead verb="audit" stamp={page.outcome} {...page} />
      <nav aria-label="Parts of this page" class="parts">
        {next.length > 0 && <a href="#first">What to do first</a>}
        {sources.length > 0 && <a href="#play">Async tasks</a>}
        {findings.length > 0 && <a href="#findings">Findings ({findings.length})</a>}
        {diffs.length > 0 && <a href="#fixes">Fixes</a>}
        {notes.length > 0 && <a href="#notes">Not read in full ({notes.length})</a>}
      </nav>
      {next.length > 0 && <Steps steps={next} more={findings.length - next.length} />}
      {causes.length > 1 && <Causes causes={causes} />}
      {sources.length > 0 && (
        <Sources
          sources={sources}
          findings={findings}
          title="Async tasks and reaps"
          hint="As the source has them, by their keywords. Lines with + and - are what reapcheck audit --fix would change."
        />
      )}
      {findings.length > 0 && <Findings findings={findings} runs={page.runs} />}
      {diffs.length > 0 && (
        <section id="fixes" aria-labelledby="fixes-h">
          <h2 id="fixes-h">What reapcheck audit --fix would change</h2>
          {diffs.map((diff) => (
            <Diff key={diff} lines={diff.trimEnd().split('\n')} label={diff.split('\n')[0] ?? 'diff'} />
          ))}
        </section>
      )}
      {notes.length > 0 && (
        <section id="notes" aria-labelledby="notes-h">
          <h2 id="notes-h">Not read in full</h2>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Causes({ causes }: { readonly causes: readonly CauseShown[] }) {
  return (
    <section id="causes" aria-labelledby="causes-h">
      <h2 id="causes-h">By cause</h2>
      <ul>
        {causes.map(({ rule, severity, count, files }) => (
          <li key={`${severity} ${rule}`}>
            <Badge tone={TONES[severity]}>{severity}</Badge> {rule}: {count}, in {files} file{files === 1 ? '' : 's'}
          </li>
        ))}
      </ul>
    </section>
  );
}
