import type { Around, AsyncClass, Coverage, KnownNumber, Use } from './audit.ts';
import { ReapcheckError } from './error.ts';
import type { Place } from './place.ts';

/** A play of a playbook, or of one that it imports. */
export interface SourcePlay {
  /** Its `hosts`, as written; a list is joined by commas. */
  readonly pattern: string;
  readonly place: Place;
  /** Of the play itself, in the file's real path. */
  readonly begins: Place;
  /** Whether it surely acts on the machine that ansible-playbook runs on: by its hosts, or by its connection. */
  readonly local: boolean;
}

/** A task as its source has it, and what may keep it from running. */
export interface SourceTask {
  readonly taskName: string;
  /** As Ansible names it: the real path of its file, and the line that its task begins on. */
  readonly place: Place;
  /** Its own, and those of the blocks, roles, imports and plays around it. */
  readonly tags: readonly string[];
  /** Those of each dynamic include on the way to it, which have to be selected as well. */
  readonly includeTags: readonly (readonly string[])[];
  /** As written, outermost first: own and of all that is around it, dynamic includes as well. All of them must hold. */
  readonly when: readonly string[];
  readonly runOnce: boolean;
  readonly around: Around;
  readonly handler: boolean;
  /** The part of the nearest block around it that does not run as a matter of course. */
  readonly within: 'rescue' | 'always' | undefined;
  readonly looped: boolean;
  readonly register: string | undefined;
}

/** An `async_status` that collects a job, as far as the source tells. */
export interface SourceReap extends SourceTask {
  readonly mode: 'status' | 'cleanup' | 'unknown';
  readonly until: string | undefined;
  readonly retries: KnownNumber;
  /** Seconds. */
  readonly delay: KnownNumber;
  /** Seconds. */
  readonly window: KnownNumber;
  /** How much of a looped launch it collects. */
  readonly coverage: Coverage;
}

/** An async task that a playbook runs: in itself, in its imports, includes, roles or handlers. */
export interface SourceJob extends SourceTask {
  readonly class: Exclude<AsyncClass, 'inert'>;
  /** It surely runs on the machine that ansible-playbook runs on. */
  readonly onLocalhost: boolean;
  /** Seconds. */
  readonly limit: KnownNumber;
  /** Seconds; 0 = fire and forget. */
  readonly poll: KnownNumber;
  readonly reaps: readonly SourceReap[];
  /** Where else its job id goes: it may be collected there. */
  readonly escapes: readonly Use[];
}

/** What is known of a playbook before it runs. */
export interface PlaybookSource {
  /** As it was given. */
  readonly file: string;
  /** By which Ansible names it. */
  readonly realPath: string;
  readonly plays: readonly SourcePlay[];
  /** No `async` in this file or its imports, and nothing that could bring one in from elsewhere. */
  readonly surelyWithoutAsync: boolean;
}

/** `seen`: what there is instead. */
export function noAsyncJob(playbook: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-async-job',
    kind: 'usage',
    what: `${playbook} has no async job to drill`,
    expected: 'at least one task with async that runs',
    seen,
    remedy: 'name a playbook with an async task, or give the tags or variables that make it run after --',
  });
}
