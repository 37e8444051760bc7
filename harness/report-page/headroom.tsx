import { scaleLinear } from 'd3-scale';
import type { HeadroomRow } from '../model/drill-page.ts';

/** Runtime, limit and window of each job of the healthy run, to one scale; runtimes of earlier drills as ticks. */
export function Headroom({ rows }: { readonly rows: readonly HeadroomRow[] }) {
  const most = Math.max(1, ...rows.flatMap(({ runtimeS = 0, limitS, windowS = 0 }) => [runtimeS, limitS, windowS]));
  const scale = scaleLinear([0, most], [0, 100]).nice();
  const several = new Set(rows.map(({ host }) => host)).size > 1;
  return (
    <section id="headroom" aria-labelledby="headroom-h">
      <h2 id="headroom-h">Headroom of the healthy run</h2>
      <table class="headroom">
        <thead>
          <tr>
            <th scope="col">job</th>
            <th scope="col" class="number">
              runtime
            </th>
            <th scope="col" class="number">
              limit
            </th>
            <th scope="col" class="number">
              window
            </th>
            <th scope="col" class="plot">
              <span class="sr">plot of all three, </span>seconds
              <Axis scale={scale} />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.at} ${row.job} ${row.host}`}>
              <th scope="row">
                {row.job}
                {several && ` on ${row.host}`} <code class="at">{row.at}</code>
              </th>
              <td class="number" data-label="runtime">
                {row.runtimeS === undefined ? 'unknown' : `${row.runtimeS.toFixed(1)} s`}
              </td>
              <td class="number" data-label="limit">
                {row.limitS} s
              </td>
              <td class="number" data-label="window">
                {row.windowS === undefined ? (row.reaped ? 'polled' : 'never reaped') : `${row.windowS} s`}
              </td>
              <td class="plot">
                <Bars row={row} scale={scale} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="legend">
        <li>
          <i class="key runtime" /> runtime
        </li>
        <li>
          <i class="key limit" /> limit (async)
        </li>
        <li>
          <i class="key window" /> window of its reap
        </li>
        {rows.some(({ past }) => past.length > 0) && (
          <li>
            <i class="key past" /> earlier drills
          </li>
        )}
      </ul>
    </section>
  );
}

type Scale = ReturnType<typeof scaleLinear<number>>;

function Axis({ scale }: { readonly scale: Scale }) {
  return (
    <div class="axis" aria-hidden="true">
      {scale.ticks(5).map((tick) => (
        <span key={tick} style={{ left: `${scale(tick)}%` }}>
          {tick}
        </span>
      ))}
    </div>
  );
}

function Bars({ row, scale }: { readonly row: HeadroomRow; readonly scale: Scale }) {
  const width = (value: number) => ({ width: `${scale(value)}%` });
  const earlier = row.past.map(({ runtimeS }) => `${runtimeS.toFixed(1)} s`).join(', ');
  return (
    <div class="bars">
      <span class="limit" style={width(row.limitS)} />
      {row.windowS !== undefined && <span class="window" style={width(row.windowS)} />}
      {row.runtimeS !== undefined && <span class="runtime" style={width(row.runtimeS)} />}
      {row.past.map((one) => (
        <i key={one.startedAt} class="past" style={{ left: `${scale(one.runtimeS)}%` }} title={one.startedAt} />
      ))}
      {earlier && <span class="sr">in earlier drills: {earlier}</span>}
    </div>
  );
}
