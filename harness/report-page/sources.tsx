import type { FindingShown, SourceShown, TaskShown, Tone } from '../model/drill-page.ts';
import { Diff } from './diff.tsx';
import { Sign } from './tone.tsx';
import { runHref } from './where.ts';

/** The play's tasks at their lines, with what became of the jobs that they launch. */
export function Sources(props: {
  readonly sources: readonly SourceShown[];
  readonly findings: readonly FindingShown[];
  readonly title: string;
  readonly hint: string;
}) {
  return (
    <section id="play" aria-labelledby="play-h">
      <h2 id="play-h">{props.title}</h2>
      <p class="hint">{props.hint}</p>
      {props.sources.map(({ file, tasks }) => (
        <section key={file} class="file" aria-label={file}>
          <h3>
            <code>{file}</code>
          </h3>
          <ol>
            {tasks.map((task) => (
              <Task key={task.line} task={task} findings={props.findings} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

function Task({ task, findings }: { readonly task: TaskShown; readonly findings: readonly FindingShown[] }) {
  const { line, code, marks, notCovered } = task;
  const about = task.findings.flatMap((index) => {
    const finding = findings[index];
    return finding ? [{ index, finding }] : [];
  });
  const of = (tone: Tone) => marks.some((one) => one.tone === tone);
  const worst = of('bad') ? 'bad' : of('open') || notCovered ? 'open' : marks.length > 0 ? 'good' : 'plain';
  return (
    <li class={`task ${worst}`}>
      <span class="gutter">
        <span class="sr">line </span>
        {line}
      </span>
      <div class="what">
        <pre>{code.join('\n')}</pre>
        {notCovered && (
          <p class="covered">
            <Sign tone="open" /> not covered: {notCovered}
          </p>
        )}
        {marks.length > 0 && (
          <ul class="marks" aria-label="Trials of its job">
            {marks.map((mark) => (
              <li key={mark.run ?? `${mark.fault} ${mark.host}`}>
                <Chip {...mark} />
              </li>
            ))}
          </ul>
        )}
        {task.mends.map(({ line: at, removed, added }) => (
          <Diff
            key={at}
            label={`What would mend it, at line ${at}`}
            lines={[`@@ line ${at} @@`, ...removed.map((one) => `-${one}`), ...added.map((one) => `+${one}`)]}
          />
        ))}
        {about.length > 0 && (
          <ul class="about">
            {about.map(({ index, finding }) => (
              <li key={index}>
                <Sign tone={finding.severity === 'error' ? 'bad' : finding.severity === 'warning' ? 'open' : 'quiet'} />{' '}
                <a href={`#finding-${index}`}>{finding.message}</a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

function Chip({ fault, outcome, tone, run }: TaskShown['marks'][number]) {
  const inside = (
    <>
      <Sign tone={tone} /> {fault} <span class="sr">: {outcome}</span>
    </>
  );
  return run ? (
    <a class={`chip ${tone}`} href={runHref(run)} title={outcome}>
      {inside}
    </a>
  ) : (
    <span class={`chip ${tone}`}>{inside}</span>
  );
}
