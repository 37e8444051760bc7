import { useEffect } from 'preact/hooks';
import type { RunPage } from '../model/drill-page.ts';
import { timeText } from './time-text.ts';
import { useShown } from './use-shown.ts';
import { runHref } from './where.ts';

/** The lines of history.jsonl, as they are stored; the chosen one is shown and has the focus. */
export function HistoryList(props: { readonly id: string; readonly run: RunPage; readonly line: number | undefined }) {
  const { lines, leftOut, notes } = props.run;
  const list = useShown<HTMLOListElement>(props.line === undefined ? undefined : `#line-${props.line}`);
  useEffect(() => {
    if (props.line === undefined) return;
    const row = document.getElementById(`line-${props.line}`);
    row?.closest('section')?.scrollIntoView({ block: 'nearest' });
    row?.focus({ preventScroll: true });
  }, [props.line]);
  return (
    <section aria-labelledby="history-h">
      <h2 id="history-h">History</h2>
      <p class="hint">
        history.jsonl, line by line{leftOut > 0 && `; ${leftOut} lines that tell nothing of this trial are not here`}.
      </p>
      {notes.map((note) => (
        <p key={note} class="lacks">
          {note}
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ol class="log history" ref={list} tabIndex={0} aria-labelledby="history-h">
        {lines.map(({ n, at, what, json }) => (
          <li key={n} id={`line-${n}`} tabIndex={-1} class={n === props.line ? 'chosen' : ''}>
            <a href={runHref(props.id, n)}>
              {n}
              <span class="sr"> of the history</span>
            </a>{' '}
            <span class="when">{timeText(at)}</span> <b>{what}</b> <code>{json}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
