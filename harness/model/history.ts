import type { Event } from './event.ts';
import type { Arm } from './fault.ts';
import type { Sighting } from './sighting.ts';

export type RunEnd = 'exited' | 'timed-out' | 'aborted';

/** The ansible-playbook process itself. */
export type RunMark =
  | {
      readonly type: 'started';
      readonly at: number;
      readonly timeLimitMs: number;
      /** How much faster than written Ansible waited; 1 where it is missing. */
      readonly speed?: number;
    }
  | { readonly type: 'ended'; readonly at: number; readonly how: RunEnd; readonly rc: number | null };

/** What the harness did to arm a fault, or to undo it. */
export type StrikeMark =
  | { readonly type: 'armed'; readonly at: number; readonly arm: Arm }
  /** From outside of the host, with what was seen of it; what the wrapper does is in its receipt. */
  | { readonly type: 'struck'; readonly at: number; readonly token: string; readonly evidence: readonly string[] }
  | { readonly type: 'failed'; readonly at: number; readonly token: string; readonly why: string }
  | { readonly type: 'healed'; readonly at: number; readonly token: string };

export type Entry =
  | { readonly kind: 'run'; readonly run: RunMark }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'sighting'; readonly sighting: Sighting }
  | { readonly kind: 'strike'; readonly strike: StrikeMark };

/** All that is known of one run, in the order in which it reached the harness. Stored as JSON lines. */
export type History = readonly Entry[];

/** What an entry holds, of whatever kind it is. */
export type Told = Event | Sighting | RunMark | StrikeMark;

export function toldBy(entry: Entry): Told {
  switch (entry.kind) {
    case 'run':
      return entry.run;
    case 'event':
      return entry.event;
    case 'sighting':
      return entry.sighting;
    case 'strike':
      return entry.strike;
  }
}
