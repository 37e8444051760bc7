import type { Mark, Span, Track } from '../../model/drill-page.ts';
import { on, type Seen } from './seen.ts';

/** Its boots, times in which it could not be seen, and packets that went nowhere: only where there is any of that. */
export function hostTrack({ facts, clock, lines }: Seen, host: string): readonly Track[] {
  const ours = <T extends { readonly host: string }>(all: readonly T[]) => all.filter((one) => one.host === host);
  const [first, ...later] = ours(facts.sightings('boot'));
  const boots = later.filter((one, index) => one.bootId !== (later[index - 1] ?? first)?.bootId);
  const probes = ours(facts.sightings('probe'));
  const lost = probes.flatMap((one, index): readonly Span[] => {
    if (one.state !== 'lost') return [];
    const back = probes.slice(index + 1).find(({ state }) => state === 'watching');
    return [
      {
        from: clock.at(one.at),
        to: clock.at(back?.at ?? facts.lastSightAt ?? one.at),
        label: `${host} could not be seen${one.reason ? `: ${one.reason}` : ''}`,
        look: 'lost',
        tone: 'open',
        lines: on(lines, one, back),
      },
    ];
  });
  const marks: Mark[] = [
    ...boots.map(
      (one): Mark => ({
        at: clock.at(one.at),
        label: `${host} has booted anew`,
        look: 'boot',
        tone: 'open',
        lines: on(lines, one),
      }),
    ),
    ...ours(facts.sightings('wall')).map(
      (one): Mark => ({
        at: clock.at(one.at),
        label: `a packet for ${one.lookup ?? one.to} went nowhere`,
        look: 'note',
        tone: 'open',
        lines: on(lines, one),
      }),
    ),
  ];
  return lost.length + marks.length === 0
    ? []
    : [{ label: `host ${host}`, kind: 'host', struck: false, spans: lost, marks }];
}
