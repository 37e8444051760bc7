import type { Lost } from '../model/outcome.ts';
import { formatPlace } from '../model/place.ts';

/** The task by which it was lost, as a person would point at it. */
export function atReap({ taskName, place }: Lost): string {
  return place ? `"${taskName}" (${formatPlace(place)})` : 'the reap';
}

/** How a failure was lost, in one half of a sentence. */
export function lostWords(lost: Lost): string {
  const at = atReap(lost);
  const written = lost.written === undefined ? '' : ` (${lost.written})`;
  const by = lost.by ? ` at ${formatPlace(lost.by)}` : '';
  switch (lost.how) {
    case 'never-reaped':
      return 'no task ever asked for its result';
    case 'skipped':
      return `${at} should have asked for its result, and was skipped: its condition${written} was false`;
    case 'run-once':
      return `${at} has run_once${by}, so it asked for the job of one host, and not for this one's`;
    case 'not-notified':
      return `${at} should have asked for its result; it is a handler, and nothing notified it`;
    case 'rescue-only':
      return `${at} would have asked for its result; it stands in a rescue, which runs only where its block fails`;
    case 'tags':
      return `${at} should have asked for its result, and ${lost.written === undefined ? 'has no tag that was selected' : `its tags${written} were not selected`}`;
    case 'ended-host':
      return `${at} should have asked for its result, and ${lost.written ?? 'a meta task'}${by} ended the play for this host before`;
    case 'not-reached':
      return `${at} should have asked for its result, and the play never came to it on this host`;
    case 'ignore-errors':
      return `${at} saw the failure, and ignore_errors${by} threw it away`;
    case 'ignore-unreachable':
      return `${at} could not reach the host, and ignore_unreachable${by} took that for well`;
    case 'failed-when':
      return `${at} saw the failure, and its failed_when called it a success`;
    case 'rescued':
      return `${at} saw the failure, and a rescue${by} that does not fail took it`;
    case 'cleared-errors':
      return `${at} failed, and clear_host_errors${by} took that back: the recap counts a failure, and ansible-playbook ended with 0`;
    case 'no-until':
      return `${at} asked once, saw a job without a result, and went on: it has no until`;
    case 'until-met-early':
      return `${at} saw the job running, and its until${written} was content with that`;
    case 'retries-zero':
      return `${at} has retries: 0, so its until is never looked at`;
    case 'reaped-another':
      return `${at} asked for another job's id`;
    case 'cleaned-up':
      return `${at} only removed the job's file (mode: cleanup)`;
    case 'play-ended-first':
      return 'the play was over before the job failed';
    case 'unexplained':
      return `${at} passed, and the history does not say why`;
  }
}
