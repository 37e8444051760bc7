import type { Place } from './place.ts';

/** Which job a fault is for. Everything in it is known before the run: from the playbook and the baseline. */
export interface JobKey {
  readonly host: string;
  readonly place: Place;
  readonly item: number | null;
  readonly nth: number;
}

/** One text per job, stable over runs: `host|file:line|item|nth`. */
export function jobKeyId(key: JobKey): string {
  return [key.host, `${key.place.file}:${key.place.line}`, key.item ?? '-', key.nth].join('|');
}

/** What becomes of the job file in the place of its final write. */
export type JobFileSpoil = 'lose' | 'wipe' | 'truncate' | 'empty' | 'garble' | 'full-disk';

/** What comes before the strike of a harmful fault, in real seconds from the job's start. */
export interface Before {
  /** The job does its own work for so long, and is stopped then: it never comes to its end. 0: it is not begun. */
  readonly workSeconds: number;
  readonly strikeSeconds: number;
}

/** What is done to the job at its launch. Seconds are real ones, whatever the pace of the run. */
export type WrapperAct =
  /** It is held back for so long; then it does its work, in the same process. */
  | { readonly act: 'hold'; readonly seconds: number }
  /** The same, after its watcher was killed. */
  | { readonly act: 'kill-watcher'; readonly seconds: number }
  | (Before & HarmfulAct);

/** How a stand-in ends in the job's place. */
type HarmfulAct =
  /** Ends well, but its result never stands in the job file. */
  | { readonly act: 'job-file'; readonly how: JobFileSpoil }
  | { readonly act: 'rc'; readonly rc: number }
  /** Stays for so long after the strike. */
  | { readonly act: 'hang'; readonly seconds: number }
  /** Ends well, while a child of its holds its stdout for so long. */
  | { readonly act: 'held-stdout'; readonly seconds: number }
  | {
      readonly act:
        | 'fail-json'
        | 'traceback'
        | 'garbage'
        | 'silent'
        | 'kill-module'
        | 'kill-leaf'
        | 'kill-runner'
        | 'kill-both'
        | 'own-started-key';
    };

/** A healthy job of a given runtime, in the place of a real one that would need a network, a database or a night. */
export interface StandIn {
  /** The task's name; undefined: every async task that no other stand-in names. */
  readonly task: string | undefined;
  /** Real seconds. */
  readonly seconds: number;
}

/** A fault made ready for one run: the first launch that matches the key is struck. */
export interface Arm {
  readonly fault: string;
  /** Unguessable; names the receipt, and shows in what the stand-in leaves behind. */
  readonly token: string;
  readonly job: JobKey;
  readonly act: WrapperAct;
  /** How long the job runs when healthy, in real ms; null: it was never seen to end. Missing in histories of older versions. */
  readonly healthyMs?: number | null;
}

/** Whether a fault struck, judged on what was seen from outside. */
export type Proof =
  | { readonly struck: true; readonly at: number; readonly evidence: readonly string[] }
  | { readonly struck: false; readonly missing: string };
