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

/** What the instrumented wrapper does in place of the job, or to it. */
export type WrapperAct =
  | { readonly act: 'rc'; readonly rc: number }
  | { readonly act: 'kill-runner' }
  | { readonly act: 'hang'; readonly seconds: number };

/** A fault made ready for one run: the first launch that matches the key is struck. */
export interface Arm {
  readonly fault: string;
  /** Unguessable; names the receipt, and shows in what the stand-in leaves behind. */
  readonly token: string;
  readonly job: JobKey;
  readonly act: WrapperAct;
}

/** Whether a fault struck, judged on what was seen from outside. */
export type Proof =
  | { readonly struck: true; readonly at: number; readonly evidence: readonly string[] }
  | { readonly struck: false; readonly missing: string };
