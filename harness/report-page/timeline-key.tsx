import type { Mark, RunPage, Span, Tone } from '../model/drill-page.ts';

/** Signs of marks, as they stand on a timeline. */
export const SIGNS: Readonly<Record<Mark['look'], string>> = {
  launch: '▶',
  ask: '○',
  strike: '▼',
  red: '■',
  green: '■',
  file: '✕',
  boot: '↻',
  note: '◆',
};

const MARKS: readonly (readonly [Mark['look'], string])[] = [
  ['launch', 'Ansible launched the job'],
  ['ask', 'a look at the job'],
  ['strike', 'the fault struck'],
  ['red', 'a task or the play went red'],
  ['green', 'the play ended green'],
  ['file', 'the job file is gone'],
  ['boot', 'the host booted anew'],
  ['note', 'the fault was made ready or undone, or a packet went nowhere'],
];

const TONES: Readonly<Partial<Record<Mark['look'], Tone>>> = { strike: 'bad', red: 'bad', green: 'good' };

const SPANS: readonly (readonly [Span['look'], string])[] = [
  ['limit', 'the time that the job has (async)'],
  ['window', 'the time that its reap waits (retries × delay)'],
  ['lost', 'the host could not be seen'],
];

/** What is drawn without a word beside it, as far as these runs have it. */
export function TimelineKey({ runs }: { readonly runs: readonly RunPage[] }) {
  const tracks = runs.flatMap((run) => run.tracks);
  const marks = new Set(tracks.flatMap((track) => track.marks.map(({ look }) => look)));
  const spans = new Set(tracks.flatMap((track) => track.spans.map(({ look }) => look)));
  return (
    <>
      <ul class="legend" aria-label="Signs on the timeline">
        {MARKS.filter(([look]) => marks.has(look)).map(([look, words]) => (
          <li key={look}>
            <span class={`sign ${TONES[look] ?? 'quiet'}`} aria-hidden="true">
              {SIGNS[look]}
            </span>{' '}
            {words}
          </li>
        ))}
        {SPANS.filter(([look]) => spans.has(look)).map(([look, words]) => (
          <li key={look}>
            <i class={`key span is-${look}`} /> {words}
          </li>
        ))}
      </ul>
      <p class="hint">
        Point at a bar or a sign for what it is and when; a click leads to the line of the history that shows it.
      </p>
    </>
  );
}
