import type { TaskStatus } from './event.ts';
import type { JobEnd, ReapVerdict } from './job.ts';
import type { Reason } from './outcome.ts';
import type { Place } from './place.ts';

/** How a play ended: by its exit code, or not at all within its time. */
export type PlayColour = 'green' | 'red' | 'hung';

/** How a play ended for one host, by Ansible's recap; `untouched`: it is not in it. */
export type HostEnd = 'green' | 'failed' | 'unreachable' | 'untouched';

/** In ms, both ends included. */
export interface Span {
  readonly atLeastMs?: number | undefined;
  readonly atMostMs?: number | undefined;
}

/** A value for each host by name, and one for all that are not named. */
export interface PerHost<T> {
  readonly named: Readonly<Record<string, T>>;
  readonly others?: T | undefined;
}

/** One thing that a run should have shown. `kind` is also the key that it has in a scenario. */
export type Expectation =
  | { readonly kind: 'play'; readonly is: PlayColour }
  | { readonly kind: 'hosts'; readonly ends: PerHost<HostEnd> }
  /** How many hosts ended so: the blast radius. */
  | { readonly kind: 'host-counts'; readonly counts: Readonly<Partial<Record<HostEnd, number>>> }
  /** Whether the play went red for each job that failed, struck or by itself. */
  | {
      readonly kind: 'failures';
      readonly are: 'surfaced' | 'recovered' | 'swallowed';
      /** Only of jobs whose name this is part of. */
      readonly of?: string | undefined;
      readonly reasons?: readonly Reason[] | undefined;
    }
  | {
      readonly kind: 'jobs';
      readonly job: string;
      readonly ends?: readonly JobEnd[] | undefined;
      readonly reaped?: readonly (ReapVerdict | 'never')[] | undefined;
    }
  /** Every job was collected by a reap that saw its end. */
  | { readonly kind: 'reaps'; readonly are: 'complete' }
  /** Jobs that ran at the same time on their host; all without names. */
  | { readonly kind: 'parallel'; readonly jobs: readonly string[] }
  | {
      readonly kind: 'tasks';
      readonly task: string;
      readonly is: readonly (TaskStatus | 'never')[];
      readonly says?: string | undefined;
    }
  | { readonly kind: 'took'; readonly span: Span }
  | { readonly kind: 'reboots'; readonly counts: PerHost<number> }
  /** Whether jobs still ran on their hosts when the play had ended. */
  | { readonly kind: 'orphans'; readonly are: 'none' | 'some' }
  /** The longest time without a byte on any connection to a host. */
  | { readonly kind: 'longest-idle'; readonly span: Span };

/** An expectation held against a run. */
export interface Checked {
  readonly kind: Expectation['kind'];
  /** `unknown`: the history can't tell; never shown as met. */
  readonly is: 'met' | 'unmet' | 'unknown';
  readonly expected: string;
  readonly seen: string;
  /** Lines of the history that show it. */
  readonly evidence: readonly string[];
  readonly remedy: string;
  /** Where it is written, if it is. */
  readonly place?: Place | undefined;
}
