import type { DrillReport } from '../../harness/model/report.ts';

/** A play, and what a drill of it has to say. */
export interface VerdictCase {
  readonly name: string;
  readonly why: string;
  readonly play: string;
  /** Beside the play, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly faults?: readonly string[];
  /** More arguments; what follows `--` goes to ansible-playbook. */
  readonly args?: readonly string[];
  readonly want: {
    readonly exit: number;
    /** A part of what is printed. */
    readonly says?: string;
    /** What is printed nowhere. */
    readonly never?: string;
    /** By the task of the job, then by fault: `kind` or `kind: mechanism`. Of several, each has to be seen at one job at least, and nothing else. */
    readonly trials?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  };
}

export interface Drilled {
  readonly exit: number | undefined;
  readonly report: DrillReport | undefined;
  readonly text: string;
}

/** One line for each thing that is not as it was said. */
export function differences({ want }: VerdictCase, { exit, report, text }: Drilled): readonly string[] {
  const found: string[] = [];
  if (exit !== want.exit) found.push(`exit ${exit}, not ${want.exit}${report ? '' : `: ${text.trim().slice(0, 600)}`}`);
  if (want.says !== undefined && !text.includes(want.says)) found.push(`does not say "${want.says}"`);
  if (want.never !== undefined && text.includes(want.never)) found.push(`says "${want.never}"`);
  for (const [task, faults] of Object.entries(want.trials ?? {})) {
    for (const [fault, outcome] of Object.entries(faults)) {
      const seen = (report?.trials ?? [])
        .filter(({ trial }) => trial.taskName === task && trial.fault === fault)
        .map((one) => wordOf(one.outcome));
      const expected = typeof outcome === 'string' ? [outcome] : outcome;
      const missing = expected.filter((word) => !seen.includes(word));
      const others = seen.filter((word) => !expected.includes(word));
      if (missing.length > 0 || others.length > 0)
        found.push(`${fault} on "${task}": ${seen.join(', ') || 'no trial'}, not ${expected.join(' and ')}`);
    }
  }
  return found;
}

function wordOf(outcome: DrillReport['trials'][number]['outcome']): string {
  return outcome.kind === 'swallowed' ? `swallowed: ${outcome.how}` : outcome.kind;
}
