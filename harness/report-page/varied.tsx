import type { DifferenceShown, DrilledCellShown, MatrixPage, VariedRow } from '../model/matrix-page.ts';
import { Cell } from './matrix.tsx';
import { PageHead } from './page-head.tsx';
import { Badge, VERDICT_TONES } from './tone.tsx';
import { runHref } from './where.ts';

/** Drills of one playbook in several cells: what differs, each cell, and each trial across them. */
export function VariedOverview({ page }: { readonly page: MatrixPage }) {
  const { cells, differences, rows } = page;
  return (
    <>
      <PageHead
        verb="drill --matrix"
        tone={VERDICT_TONES[page.verdict]}
        stamp={page.verdict}
        title={page.playbook}
        {...page}
      />
      <nav aria-label="Parts of this page" class="parts">
        {differences.length > 0 && <a href="#differences">What differs ({differences.length})</a>}
        <a href="#cells">Cells</a>
        {rows.length > 0 && <a href="#trials">Trials</a>}
      </nav>
      {differences.length > 0 && <Differences differences={differences} />}
      <Cells cells={cells} />
      {rows.length > 0 && <VariedTable cells={cells} rows={rows} />}
    </>
  );
}

function Differences({ differences }: { readonly differences: readonly DifferenceShown[] }) {
  return (
    <section id="differences" aria-labelledby="differences-h">
      <h2 id="differences-h">What differs between cells</h2>
      {differences.map((one) => (
        <article key={one.of} class="finding">
          <h3>{one.of}</h3>
          <ul>
            {one.seen.map(({ cell, words, run }) => (
              <li key={cell}>
                {cell}: {run === undefined ? words : <a href={runHref(run)}>{words}</a>}
              </li>
            ))}
          </ul>
        </article>
      ))}
    </section>
  );
}

function Cells({ cells }: { readonly cells: readonly DrilledCellShown[] }) {
  return (
    <section id="cells" aria-labelledby="cells-h">
      <h2 id="cells-h">Cells</h2>
      <ul class="cells">
        {cells.map(({ name, verdict, tone, words, run }) => (
          <li key={name}>
            <Badge tone={tone}>{verdict}</Badge> <b>{name}</b>: {words}
            {run !== undefined && (
              <>
                {' · '}
                <a href={runHref(run)}>healthy run of {name}</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function VariedTable(props: { readonly cells: readonly DrilledCellShown[]; readonly rows: readonly VariedRow[] }) {
  return (
    <section id="trials" aria-labelledby="trials-h">
      <h2 id="trials-h">Trials: each job and fault in each cell</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Table of trials">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">job and fault</th>
              {props.cells.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(({ job, at, fault, differs, cells }) => (
              <tr key={`${at} ${job} ${fault}`}>
                <th scope="row">
                  {job}: {fault} <code class="at">{at}</code>
                  {differs && <small> differs</small>}
                </th>
                {cells.map((ones, index) =>
                  props.cells[index]?.run === undefined ? (
                    <td key={props.cells[index]?.name}>
                      <span class="none">not known</span>
                    </td>
                  ) : (
                    <Cell key={props.cells[index]?.name} cells={ones} />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
