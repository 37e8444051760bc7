import { scaleLinear } from 'd3-scale';
import type { Mark, RunPage, Span, Track } from '../model/drill-page.ts';
import { lanesOf } from './lanes.ts';
import { timeText } from './time-text.ts';
import { SIGNS } from './timeline-key.tsx';
import { runHref } from './where.ts';

interface Scaled {
  readonly id: string;
  /** Percent of the width for ms. */
  readonly x: (ms: number) => number;
}

/** The run to scale: a row for the play, the fault, each job, its reaps, its file and its processes. */
export function Timeline(props: {
  readonly id: string;
  readonly title: string;
  readonly run: RunPage;
  readonly spanMs: number;
  readonly line: number | undefined;
  /** Of other jobs than this one, files and processes are left out. */
  readonly job: string | undefined;
}) {
  const { id, title, run, spanMs, line, job } = props;
  const tracks = run.tracks.filter(
    (one) => job === undefined || one.job === undefined || one.job === job || !DETAILS.has(one.kind),
  );
  const scale = scaleLinear([0, spanMs / 1000], [0, 100]);
  const x = (ms: number) => scale(ms / 1000);
  const chosen = run.lines.find(({ n }) => n === line)?.at;
  const strikes = run.tracks.flatMap(({ marks }) => marks.filter(({ look }) => look === 'strike'));
  return (
    <figure class="timeline" aria-label={`Timeline: ${title}`}>
      <figcaption>{title}</figcaption>
      <div class="row axis-row" aria-hidden="true">
        <span class="label">seconds</span>
        <div class="plot axis">
          {scale.ticks(8).map((tick) => (
            <span key={tick} style={{ left: `${scale(tick)}%` }}>
              {tick}
            </span>
          ))}
        </div>
      </div>
      {tracks.map((track, index) => (
        <Row key={index} track={track} scaled={{ id, x }}>
          {scale.ticks(8).map((tick) => (
            <i key={tick} class="grid" style={{ left: `${scale(tick)}%` }} />
          ))}
          {strikes.map(({ at }) => (
            <i key={at} class="strike-line" style={{ left: `${x(at)}%` }} />
          ))}
          {chosen !== undefined && <i class="cursor" style={{ left: `${x(chosen)}%` }} />}
        </Row>
      ))}
    </figure>
  );
}

const DETAILS: ReadonlySet<Track['kind']> = new Set(['file', 'process']);
const LANE_PX = 18;
const MARKS_PX = 14;

function Row(props: { readonly track: Track; readonly scaled: Scaled; readonly children: preact.ComponentChildren }) {
  const { track, scaled } = props;
  const { behind, lanes } = lanesOf(track.spans);
  const bars = Math.max(1, lanes.length) * LANE_PX + 8;
  // Marks go below the bars that they would cover.
  const below = track.spans.length > 0 && track.marks.length > 0;
  const height = bars + (below ? MARKS_PX : 0);
  return (
    <div class={`row row-${track.kind}${track.struck ? ' struck' : ''}`}>
      <span class="label">{track.label}</span>
      <div class="plot" style={{ height: `${height}px` }}>
        {props.children}
        {behind.map((span) => (
          <SpanBar key={span.label} span={span} scaled={scaled} top={0} height={bars} />
        ))}
        {lanes.flatMap((lane, index) =>
          lane.map((span) => (
            <SpanBar
              key={`${span.from} ${span.label}`}
              span={span}
              scaled={scaled}
              top={4 + index * LANE_PX}
              height={LANE_PX - 3}
            />
          )),
        )}
        {track.marks.map((mark) => (
          <MarkSign key={`${mark.at} ${mark.label}`} mark={mark} scaled={scaled} top={below ? bars - 4 : 4} />
        ))}
      </div>
    </div>
  );
}

function SpanBar(props: {
  readonly span: Span;
  readonly scaled: Scaled;
  readonly top: number;
  readonly height: number;
}) {
  const { span, scaled, top, height } = props;
  const [from, to] = [scaled.x(span.from), scaled.x(span.to)];
  const says = `${span.label}, from ${timeText(span.from)} to ${timeText(span.to)}`;
  const shape = {
    class: `span is-${span.look} ${span.tone}`,
    style: { left: `${from}%`, width: `${to - from}%`, top: `${top}px`, height: `${height}px` },
    title: says,
  };
  const inside = <span class="in">{span.label}</span>;
  const [line] = span.lines;
  if (line === undefined) return <span {...shape}>{inside}</span>;
  return (
    <a {...shape} href={runHref(scaled.id, line)} aria-label={says}>
      {inside}
    </a>
  );
}

function MarkSign({ mark, scaled, top }: { readonly mark: Mark; readonly scaled: Scaled; readonly top: number }) {
  const says = `${mark.label}, at ${timeText(mark.at)}`;
  const shape = {
    class: `mark is-${mark.look} ${mark.tone}`,
    style: { left: `${scaled.x(mark.at)}%`, top: `${top}px` },
    title: says,
  };
  const [line] = mark.lines;
  if (line === undefined) return <span {...shape}>{SIGNS[mark.look]}</span>;
  return (
    <a {...shape} href={runHref(scaled.id, line)} aria-label={says}>
      {SIGNS[mark.look]}
    </a>
  );
}
