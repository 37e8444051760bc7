import type { Result } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { Finding } from '../../model/finding.ts';

/** A watched run that did not end well, with no fault at work. */
export function redRun(facts: Facts, playbook: string): readonly Finding[] {
  const { ended } = facts.run;
  if (!ended || ended.rc === 0) return [];
  const hung = ended.how === 'timed-out';
  const result = facts.events('result').findLast(isFailure);
  const task = hung ? [...facts.tasks.values()].at(-1) : result && facts.tasks.get(result.task);
  return [
    {
      rule: hung ? 'smoke-run-hung' : 'smoke-run-failed',
      severity: 'error',
      confidence: 'certain',
      message: hung
        ? `${playbook} did not end in time, with no fault at work`
        : `${playbook} fails with no fault at work${result ? ` on ${result.host}` : ''}`,
      ...(task?.place ? { place: task.place } : {}),
      evidence: [
        `ansible-playbook ${hung ? 'was stopped' : `ended with rc ${ended.rc}`}${task ? `; ${hung ? 'last' : 'failed'} task: "${task.name}"` : ''}`,
      ],
      remedy: hung ? 'give a longer --timeout, or bound every wait of the play' : 'mend the play on this host first',
    },
  ];
}

function isFailure({ ignored, status }: Result): boolean {
  return !ignored && (status === 'failed' || status === 'unreachable');
}
