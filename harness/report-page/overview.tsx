import type { DrillPage } from '../model/drill-page.ts';
import { Changes } from './changes.tsx';
import { Findings } from './findings.tsx';
import { Headroom } from './headroom.tsx';
import { MatrixTable } from './matrix.tsx';
import { Sources } from './sources.tsx';
import { Steps } from './steps.tsx';
import { Verdict } from './verdict.tsx';
import { runHref } from './where.ts';

const HINT =
  'Its tasks as Ansible took them, with their keywords. What they are given (arguments, variables) is in no history, and so not here.';

function hintOf(sources: DrillPage['sources']): string {
  const mended = sources.some(({ tasks }) => tasks.some(({ mends }) => mends.length > 0));
  return mended ? `${HINT} Lines with + and - are what would mend it, as reapcheck audit proposes it.` : HINT;
}

export function Overview({ page }: { readonly page: DrillPage }) {
  const { next, changes, matrix, findings, sources, headroom } = page;
  return (
    <>
      <Verdict page={page} />
      <nav aria-label="Parts of this page" class="parts">
        {next.length > 0 && <a href="#first">What to do first</a>}
        {matrix.rows.length > 0 && <a href="#trials">Trials</a>}
        {sources.length > 0 && <a href="#play">The play</a>}
        {findings.length > 0 && <a href="#findings">Findings ({findings.length})</a>}
        {headroom.length > 0 && <a href="#headroom">Headroom</a>}
        <a href={runHref('baseline')}>Healthy run</a>
      </nav>
      {next.length > 0 && <Steps steps={next} more={findings.length - next.length} />}
      <Changes lines={changes} />
      {matrix.rows.length > 0 && <MatrixTable matrix={matrix} />}
      {sources.length > 0 && <Sources sources={sources} findings={findings} title="The play" hint={hintOf(sources)} />}
      {findings.length > 0 && <Findings findings={findings} runs={page.runs} />}
      {headroom.length > 0 && <Headroom rows={headroom} />}
    </>
  );
}
