import type { CellShown, Matrix } from '../model/drill-page.ts';
import { Sign } from './tone.tsx';
import { runHref } from './where.ts';

/** Jobs and faults; whichever are more go down. */
export function MatrixTable({ matrix }: { readonly matrix: Matrix }) {
  const { faults, does, rows } = matrix;
  const down = faults.length > rows.length;
  return (
    <section id="trials" aria-labelledby="trials-h">
      <h2 id="trials-h">Trials: each job with each fault</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Table of trials">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">{down ? 'fault' : 'job'}</th>
              {down
                ? rows.map((row) => <JobHead key={row.at + row.job} scope="col" job={row.job} at={row.at} />)
                : faults.map((fault) => <FaultHead key={fault} scope="col" fault={fault} does={does[fault]} />)}
            </tr>
          </thead>
          <tbody>
            {down
              ? faults.map((fault, index) => (
                  <tr key={fault}>
                    <FaultHead scope="row" fault={fault} does={does[fault]} />
                    {rows.map((row) => (
                      <Cell key={row.at + row.job} cells={row.cells[index] ?? []} />
                    ))}
                  </tr>
                ))
              : rows.map((row) => (
                  <tr key={row.at + row.job}>
                    <JobHead scope="row" job={row.job} at={row.at} />
                    {row.cells.map((cells, index) => (
                      <Cell key={faults[index]} cells={cells} />
                    ))}
                  </tr>
                ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function JobHead({ scope, job, at }: { readonly scope: 'row' | 'col'; readonly job: string; readonly at: string }) {
  return (
    <th scope={scope}>
      {job} <code class="at">{at}</code>
    </th>
  );
}

function FaultHead(props: {
  readonly scope: 'row' | 'col';
  readonly fault: string;
  readonly does: string | undefined;
}) {
  const { scope, fault, does } = props;
  return (
    <th scope={scope}>
      {fault} {does && <small class="does">{does}</small>}
    </th>
  );
}

export function Cell({ cells }: { readonly cells: readonly CellShown[] }) {
  const several = cells.length > 1;
  return (
    <td>
      {cells.length === 0 && <span class="none">not tried</span>}
      {cells.map((cell) => (
        <Trial key={cell.run ?? cell.host} cell={cell} host={several} />
      ))}
    </td>
  );
}

function Trial({ cell, host }: { readonly cell: CellShown; readonly host: boolean }) {
  const inside = (
    <>
      <Sign tone={cell.tone} />{' '}
      <span>
        <b>{cell.outcome}</b>
        <small>
          {cell.words}
          {host && ` (${cell.host})`}
        </small>
      </span>
    </>
  );
  return cell.run ? (
    <a class={`cell ${cell.tone}`} href={runHref(cell.run)}>
      {inside}
    </a>
  ) : (
    <span class={`cell ${cell.tone}`}>{inside}</span>
  );
}
