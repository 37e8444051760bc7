import type { Checked, Expectation } from '../../model/expectation.ts';
import type { StepResult } from '../../model/run-report.ts';
import type { Verdict } from '../../model/verdict.ts';

interface Shown {
  readonly checks: readonly Checked[];
  readonly struck: readonly Pick<StepResult['struck'][number], 'outcome'>[];
}

/** Of one run of a scenario. Where a fault did not strike, nothing was shown. */
export function verdictOfStep({ checks, struck }: Shown): Verdict {
  if (isUnsure(struck)) return 'unknown';
  if (checks.some(({ is }) => is === 'unmet')) return 'fail';
  return checks.some(({ is }) => is === 'unknown') ? 'unknown' : 'pass';
}

/** A bad twin passes by not meeting what it names. Where that can't be told of one of them, it is unknown. */
export function judgeTwin(result: StepResult, unmet: readonly Expectation['kind'][]): StepResult {
  const has = (kind: Expectation['kind'], is: Checked['is']) =>
    result.checks.some((one) => one.kind === kind && one.is === is);
  const open = unmet.filter((kind) => !has(kind, 'unmet'));
  const wrongly = open.filter((kind) => !has(kind, 'unknown'));
  const known = wrongly.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'pass';
  return { ...result, verdict: isUnsure(result.struck) ? 'unknown' : known, twin: { unmet, wrongly } };
}

function isUnsure(struck: Shown['struck']): boolean {
  return struck.some(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored');
}
