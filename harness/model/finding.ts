import type { Place } from './place.ts';

export type Severity = 'error' | 'warning' | 'note';
/** How sure the check or rule is, apart from how bad the defect would be. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A rule's or check's complaint. */
export interface Finding {
  /** Id of the rule or check. */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** One sentence. */
  readonly message: string;
  readonly place?: Place;
  /** What was seen, one fact a line. */
  readonly evidence: readonly string[];
  /** What to change. */
  readonly remedy: string;
  /** Other places that belong to it, such as the launch that a reap is for. */
  readonly related?: readonly { readonly place: Place; readonly message: string }[];
}
