import type { RunPage } from '../model/drill-page.ts';
import { timeText } from './time-text.ts';
import { useShown } from './use-shown.ts';
import { runHref } from './where.ts';

/** What Ansible said; the moment that was chosen is shown. */
export function SaidList(props: {
  readonly id: string;
  readonly run: RunPage;
  readonly line: number | undefined;
  readonly folder: string;
}) {
  const { said, lines } = props.run;
  const at = lines.find(({ n }) => n === props.line)?.at;
  const chosen = at === undefined ? -1 : said.findLastIndex((one) => one.at <= at);
  const list = useShown<HTMLOListElement>(chosen < 0 ? undefined : `[data-index="${chosen}"]`);
  return (
    <section aria-labelledby="said-h">
      <h2 id="said-h">What Ansible said</h2>
      <p class="hint">
        From its events. Whole, it is in <code>{props.folder}/ansible-output.txt</code>, beside the report.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ol class="log said" ref={list} tabIndex={0} aria-labelledby="said-h">
        {said.map((one, index) => (
          <li key={index} data-index={index} class={`${one.tone}${index === chosen ? ' chosen' : ''}`}>
            <a href={runHref(props.id, one.line)}>{timeText(one.at)}</a> <span>{one.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
