import type { SarifRule } from '../sarif.ts';

/** What a drill can find, for readers that want their rules named beforehand. */
export const DRILL_RULES: readonly SarifRule[] = [
  rule('swallowed-failure', 'error', 'A job failed, and the play ended green.'),
  rule('hung-play', 'error', 'A job failed, and the play came to no end.'),
  rule('false-red', 'error', 'The play declared healthy work failed.'),
  rule('killed-by-reboot', 'error', 'The play reboots the host of a job that still runs.'),
  rule('orphaned-job', 'warning', 'A job goes on after the play has ended.'),
  rule('cut-off', 'warning', 'The play called for what is outside of the run, and went on without an answer.'),
  rule('one-host-for-two', 'warning', 'The play binds its hosts together, and was drilled on one.'),
  rule('sampled-hosts', 'warning', 'The play binds its hosts together, and some of them took no part.'),
  rule('tight-limit', 'warning', 'The limit of a job is close to its runtime.'),
  rule('window-below-limit', 'warning', 'A reap waits for less time than its job may take.'),
  rule('window-below-runtime', 'warning', 'A reap waits hardly longer than its job takes.'),
  rule('coarse-poll', 'warning', 'A job is asked for only once in its limit.'),
  rule('fault-not-possible', 'note', 'A fault can’t be had on these hosts.'),
  rule('stub-unused', 'note', 'A stub answered for nothing.'),
  rule('left-out', 'note', 'The report is of a part of the trials.'),
  rule('no-result', 'warning', 'The drill could not tell: no pass, and no finding.'),
];

function rule(id: string, severity: SarifRule['severity'], summary: string): SarifRule {
  return { id, severity, confidence: 'certain', summary };
}
