import type { Mark, Track } from '../../model/drill-page.ts';
import { isStruck, on, type Seen } from './seen.ts';

const WORK = { none: 'before it began', stopped: 'while it worked', done: 'after it had come to its end' } as const;

/** When the fault was made ready, what it did and when, and when it was undone. */
export function faultTrack({ facts, clock, lines, struck, several }: Seen, host: string): readonly Track[] {
  const armed = facts.strikes('armed').filter(({ arm }) => arm.job.host === host);
  if (armed.length === 0) return [];
  const tokens = new Set(armed.map(({ arm }) => arm.token));
  const mark = (one: { readonly at: number }, label: string, look: Mark['look'], tone: Mark['tone']): Mark => ({
    at: clock.at(one.at),
    label,
    look,
    tone,
    lines: on(lines, one),
  });
  const mine = (one: { readonly token: string }) => tokens.has(one.token);
  const progress = facts.sightings('progress').filter(mine);
  const struckLater = progress.length > 0;
  const marks = [
    ...facts
      .sightings('receipt')
      .filter(mine)
      .map((one) =>
        mark(one, 'a stand-in took the job’s place', struckLater ? 'note' : 'strike', struckLater ? 'quiet' : 'bad'),
      ),
    ...progress.map((one) => mark(one, `struck the job ${WORK[one.work]}`, 'strike', 'bad')),
    ...facts
      .strikes('struck')
      .filter(mine)
      .map((one) => mark(one, `struck: ${one.evidence.join('; ')}`, 'strike', 'bad')),
    ...facts
      .strikes('failed')
      .filter(mine)
      .map((one) => mark(one, `did not strike: ${one.why}`, 'note', 'open')),
    ...facts
      .strikes('healed')
      .filter(mine)
      .map((one) => mark(one, 'undone', 'note', 'quiet')),
  ];
  const names = armed.map(({ arm }) => arm.fault).join(', ');
  return [
    {
      label: `fault: ${names}${several ? ` on ${host}` : ''}`,
      kind: 'fault',
      struck: armed.some(({ arm }) => isStruck(arm.job, struck)),
      spans: [],
      marks: marks.toSorted((a, b) => a.at - b.at),
    },
  ];
}
