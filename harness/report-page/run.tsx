import { useEffect, useState } from 'preact/hooks';
import type { RunHead, RunPage } from '../model/drill-page.ts';
import { type ReportPage, readRun } from './data.ts';
import { HistoryList } from './history.tsx';
import { Proof } from './proof.tsx';
import { SaidList } from './said.tsx';
import { Timeline } from './timeline.tsx';
import { TimelineKey } from './timeline-key.tsx';
import { Badge } from './tone.tsx';
import { runHref } from './where.ts';

/** One run: how its outcome is known, its timeline above that of another run, what Ansible said, and its history. */
export function Run(props: { readonly page: ReportPage; readonly head: RunHead; readonly line: number | undefined }) {
  const { page, head, line } = props;
  const run = useRun(head.id);
  const beside = head.beside ?? 'baseline';
  const [other, setOther] = useState(head.id !== beside && page.runs.some(({ id }) => id === beside) ? beside : '');
  return (
    <>
      <header class="run-head">
        <nav aria-label="Runs" class="ways">
          <a href="#top">← {'playbook' in page ? page.playbook : page.title}</a>
          <Neighbours runs={page.runs} id={head.id} />
        </nav>
        <h1 tabIndex={-1}>{head.title}</h1>
        <p class="outcome">
          <Badge tone={head.tone}>{head.outcome}</Badge> {head.words}
        </p>
        {head.does && (
          <p class="meta">
            {head.fault}: {head.does}
          </p>
        )}
        <p class="meta">
          {head.at && (
            <>
              <code>{head.at}</code> ·{' '}
            </>
          )}
          took {head.took} · <code>{head.folder}</code>
        </p>
        {head.lacks && <p class="lacks">{head.lacks}</p>}
      </header>
      {run === undefined ? (
        <p class="wait">…</p>
      ) : typeof run === 'string' ? (
        <p class="lacks">{run}</p>
      ) : (
        <>
          <Proof id={head.id} steps={run.proof} />
          <Timelines page={page} head={head} run={run} line={line} other={other} choose={setOther} />
          <div class="two">
            <SaidList id={head.id} run={run} line={line} folder={head.folder} />
            <HistoryList id={head.id} run={run} line={line} />
          </div>
        </>
      )}
    </>
  );
}

/** Undefined while it is unpacked; a text where it can't be. */
function useRun(id: string): RunPage | string | undefined {
  const [run, setRun] = useState<RunPage | string>();
  useEffect(() => {
    let asked = true;
    if (id !== '')
      readRun(id).then(
        (read) => asked && setRun(read),
        (error: unknown) => asked && setRun(`this part of the page can't be read: ${String(error)}`),
      );
    return () => {
      asked = false;
    };
  }, [id]);
  return id === '' ? undefined : run;
}

function Timelines(props: {
  readonly page: ReportPage;
  readonly head: RunHead;
  readonly run: RunPage;
  readonly line: number | undefined;
  readonly other: string;
  readonly choose: (id: string) => void;
}) {
  const { page, head, run, line, other, choose } = props;
  const compared = useRun(other);
  const above = typeof compared === 'object' ? compared : undefined;
  const spanMs = Math.max(run.spanMs, above?.spanMs ?? 0);
  return (
    <section id="timeline" aria-labelledby="timeline-h">
      <h2 id="timeline-h">Timeline</h2>
      <p>
        <label>
          Above it:{' '}
          <select value={other} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="">nothing</option>
            {page.runs
              .filter(({ id }) => id !== head.id)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.title}
                </option>
              ))}
          </select>
        </label>
      </p>
      {above && (
        <Timeline id={other} title={titleOf(page, other)} run={above} spanMs={spanMs} line={undefined} job={head.job} />
      )}
      <Timeline id={head.id} title={head.title} run={run} spanMs={spanMs} line={line} job={head.job} />
      <TimelineKey runs={above ? [above, run] : [run]} />
    </section>
  );
}

function titleOf(page: ReportPage, id: string): string {
  return page.runs.find((one) => one.id === id)?.title ?? id;
}

function Neighbours({ runs, id }: { readonly runs: readonly RunHead[]; readonly id: string }) {
  const at = runs.findIndex((one) => one.id === id);
  const [before, after] = [runs[at - 1], runs[at + 1]];
  return (
    <span class="neighbours">
      {before && (
        <a href={runHref(before.id)}>‹ {before.fault ?? (before.id === 'baseline' ? 'healthy run' : before.title)}</a>
      )}
      {after && <a href={runHref(after.id)}>{after.fault ?? after.title} ›</a>}
    </span>
  );
}
