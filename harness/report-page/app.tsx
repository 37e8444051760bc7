import { useEffect, useRef } from 'preact/hooks';
import { AuditOverview } from './audit.tsx';
import type { ReportPage } from './data.ts';
import { Overview } from './overview.tsx';
import { Run } from './run.tsx';
import { ScenariosOverview } from './scenarios.tsx';
import { SmokeOverview } from './smoke.tsx';
import { VariedOverview } from './varied.tsx';
import { useWhere } from './where.ts';

/** The overview, or one run, as the address has it. */
export function App({ page }: { readonly page: ReportPage }) {
  const where = useWhere((id) => page.runs.some((one) => one.id === id));
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && where.section === undefined && where.line === undefined) {
      // As with a page that is loaded: from its top, and read out from its heading.
      scrollTo(0, 0);
      main.current?.querySelector('h1')?.focus();
    }
    first.current = false;
    if (where.section !== undefined) document.getElementById(where.section)?.scrollIntoView();
  }, [where.run, where.section]);
  const head = page.runs.find(({ id }) => id === where.run);
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <main id="content" ref={main}>
        {head ? <Run key={head.id} page={page} head={head} line={where.line} /> : overviewOf(page)}
      </main>
      <footer>
        <p>
          Made by reapcheck of its report and what that names; nothing else is in it, and it asks nothing of any
          network.
        </p>
      </footer>
    </>
  );
}

function overviewOf(page: ReportPage) {
  switch (page.schema) {
    case 'reapcheck/drill-page/1':
      return <Overview page={page} />;
    case 'reapcheck/matrix-page/1':
      return <VariedOverview page={page} />;
    case 'reapcheck/scenarios-page/1':
      return <ScenariosOverview page={page} />;
    case 'reapcheck/smoke-page/1':
      return <SmokeOverview page={page} />;
    case 'reapcheck/audit-page/1':
      return <AuditOverview page={page} />;
  }
}
