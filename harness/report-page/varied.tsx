import type { DifferenceShown, MatrixCellShown, MatrixPage, VariedTable } from '../model/matrix-page.ts';
import { Cell } from './matrix.tsx';
import { PageHead } from './page-head.tsx';
import { Badge, VERDICT_TONES } from './tone.tsx';
import { runHref } from './where.ts';

/** Drills of one playbook, or scenarios, in several cells: what differs, each cell, and each run across them. */
export function VariedOverview({ page }: { readonly page: MatrixPage }) {
  const { cells, differences, table } = page;
  return (
    <>
      <PageHead tone={VERDICT_TONES[page.verdict]} stamp={page.verdict} {...page} />
      <nav aria-label="Parts of this page" class="parts">
        {differences.length > 0 && <a href="#differences">What differs ({differences.length})</a>}
        <a href="#cells">Cells</a>
        {table.rows.length > 0 && <a href="#table">{table.heading.split(':')[0]}</a>}
      </nav>
      {differences.length > 0 && <Differences differences={differences} />}
      <Cells cells={cells} />
      {table.rows.length > 0 && <Varied cells={cells} table={table} />}
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

function Cells({ cells }: { readonly cells: readonly MatrixCellShown[] }) {
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

function Varied(props: { readonly cells: readonly MatrixCellShown[]; readonly table: VariedTable }) {
  const { heading, rowsAre, rows } = props.table;
  return (
    <section id="table" aria-labelledby="table-h">
      <h2 id="table-h">{heading}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={heading}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">{rowsAre}</th>
              {props.cells.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name: row, at, differs, cells }) => (
              <tr key={`${at} ${row}`}>
                <th scope="row">
                  {row} <code class="at">{at}</code>
                  {differs && <small> differs</small>}
                </th>
                {cells.map((ones, index) =>
                  props.cells[index]?.known ? (
                    <Cell key={props.cells[index]?.name} cells={ones} />
                  ) : (
                    <td key={props.cells[index]?.name}>
                      <span class="none">not known</span>
                    </td>
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
