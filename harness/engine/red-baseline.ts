import { usedUp } from '../checks/lost-failure.ts';
import type { Result } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import { type Place, samePlace } from '../model/place.ts';

/** Why a healthy run went red, in Ansible's own words. */
export interface OwnError {
  readonly taskName: string | undefined;
  readonly place: Place | undefined;
  readonly said: string;
}

/** It in one sentence. */
export function errorText({ taskName, said }: OwnError): string {
  return taskName === undefined ? said : `"${taskName}" ${said}`;
}

/** What Ansible says where it tells of a loop's items only that one of them failed. */
const OF_A_LOOP = /^one or more items failed/i;

/** The last failure that the play did not ignore. Withheld words (`no_log`) stay so. */
export function failedTask(facts: Facts): OwnError | undefined {
  const failures = facts.events('result').filter(isFailure);
  const last = failures.findLast(({ item }) => item === null) ?? failures.at(-1);
  const task = last && facts.tasks.get(last.task);
  if (!last || !task) return undefined;
  return { taskName: task.name, place: task.place, said: neverMet(facts, last) ?? wordsOf(last, failures) };
}

/** A reap whose job had come to its end, well: only its own `until` can be what failed, of which Ansible says nothing. */
function neverMet(facts: Facts, { task: id, host }: Result): string | undefined {
  const { place, untilWritten } = facts.tasks.get(id) ?? {};
  if (!place || untilWritten === undefined) return undefined;
  const reap = facts.jobs
    .flatMap(({ reaps }) => reaps)
    .find((one) => one.host === host && one.place && samePlace(one.place, place) && one.failed);
  if (reap?.verdict !== 'collected-ok' || !usedUp(reap)) return undefined;
  return `failed: its until (${untilWritten}) was not met in ${reap.attempts} attempts, though the job had ended well`;
}

function isFailure({ ignored, status }: Result): boolean {
  return !ignored && (status === 'failed' || status === 'unreachable');
}

function wordsOf(last: Result, failures: readonly Result[]): string {
  const end = last.status === 'unreachable' ? 'was unreachable' : 'failed';
  const items = failures.filter(({ task, host, item }) => task === last.task && host === last.host && item !== null);
  const told = items.findLast(({ msg }) => msg !== undefined);
  if (told && (last.msg === undefined || OF_A_LOOP.test(last.msg))) return `${end} for item ${told.item}: ${told.msg}`;
  return last.msg === undefined ? end : `${end}: ${last.msg}`;
}

const MOST_LINES = 6;
/** What stands below the message itself: where it comes from, an excerpt of the file, the help. */
const BELOW = /^(Origin: |The error appears to be in |usage: )/;

/** Where Ansible would not even begin: the error that it printed, wherever that stands in its output. */
export function printedError(output: string): OwnError {
  const lines = output.replaceAll('\r', '').trim().split('\n');
  const start = lines.findIndex((line) => /^(ERROR!|\[ERROR\]:|ansible-playbook: error:)/.test(line));
  const [, file, line] = /^(?:Origin: |The error appears to be in ')(.+?)(?::|': line )(\d+)/m.exec(output) ?? [];
  const after = lines.findIndex((line, index) => index > start && BELOW.test(line));
  const end = Math.min(start + MOST_LINES, after < 0 ? lines.length : after);
  const said = start < 0 ? lines.slice(-MOST_LINES) : lines.slice(start, end);
  return {
    taskName: undefined,
    place: file === undefined ? undefined : { file, line: Number(line) },
    said: said.filter((text) => text.trim() !== '').join('\n    '),
  };
}
