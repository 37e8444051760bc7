import type { End } from '../../model/abstract.ts';
import { Dict, dict, type JobId, Unknown, type Value } from './value.ts';

/** What tasks register, by Ansible's own shapes. */

export function skipped(): Dict {
  return dict({ skipped: true, changed: false, skip_reason: 'Conditional result was False' });
}

export function failure(why: string): Dict {
  return dict({ failed: true, msg: why, changed: false });
}

export function done(): Dict {
  return dict({ changed: false, failed: false });
}

/** What a launch registers. It has no result of the job yet. */
export function launched(job: JobId, flags: Flags): Dict {
  return dict(
    {
      ansible_job_id: job,
      started: flags.yes,
      finished: flags.no,
      changed: true,
      failed: false,
      results_file: new Unknown('results_file', job.struck),
    },
    job,
  );
}

/** `started` and `finished` are 0 or 1 up to ansible-core 2.18, and booleans from 2.19 on. */
export interface Flags {
  readonly yes: Value;
  readonly no: Value;
}

export const BOOLEANS: Flags = { yes: true, no: false };
export const NUMBERS: Flags = { yes: 1, no: 0 };

/** async_status fills these in before it asks the host (its action plugin). */
const BLANK = { stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] } as const;

/** What else stands in a result, whatever the job does. */
const BESIDES = Object.fromEntries(['results_file', 'invocation', 'attempts'].map((key) => [key, new Unknown(key)]));

/** What a look shows of a job that runs, or seems to. */
export function unfinished(job: JobId, flags: Flags): Dict {
  return dict(
    {
      ...BESIDES,
      ...BLANK,
      ansible_job_id: job,
      started: flags.yes,
      finished: flags.no,
      failed: false,
      changed: false,
    },
    job,
  );
}

/** What a look, or a keep-alive's last poll, shows of a job that has ended. */
export function ended(end: End, job: JobId, flags: Flags, keepAlive: boolean): Dict {
  if (end === 'unreachable')
    return new Dict(
      new Map<string, Value>([
        ['unreachable', true],
        ['msg', 'Failed to connect'],
        ['changed', false],
      ]),
      job,
      true,
    );
  const failed = end !== 'ok' && end !== 'late';
  const said = (what: string) => new Unknown(`the job's ${what}`, job.struck);
  const base = {
    ...BESIDES,
    ...(keepAlive ? {} : BLANK),
    ansible_job_id: job,
    started: flags.yes,
    finished: flags.yes,
    changed: !failed || end.startsWith('failed'),
    failed,
  };
  switch (end) {
    case 'ok':
    case 'late':
    case 'failed-1':
    case 'failed-2':
    case 'failed-255':
      return dict(
        {
          ...base,
          rc: failed ? Number(end.slice('failed-'.length)) : 0,
          stdout: said('stdout'),
          stderr: said('stderr'),
          stdout_lines: said('stdout_lines'),
          stderr_lines: said('stderr_lines'),
          ...(failed ? { msg: 'non-zero return code' } : {}),
        },
        job,
        true,
      );
    case 'crashed':
      return dict(
        { ...base, msg: said('message of the crash'), stderr: said('stderr of the crash'), changed: false },
        job,
        true,
      );
    case 'timed-out':
      return dict({ ...base, msg: 'Timeout exceeded', changed: false }, job, true);
    case 'lost':
      return dict({ ...base, msg: 'could not find job', changed: false }, job, true);
    case 'never-ends':
      return dict(
        {
          ...base,
          finished: keepAlive ? flags.yes : flags.no,
          msg: 'async task did not complete within the requested time',
          changed: false,
        },
        job,
        true,
      );
  }
}

/** A loop's result around those of its items. */
export function ofLoop(results: readonly Dict[]): Dict {
  const entries: Record<string, Value> = {
    results,
    changed: results.some((one) => one.get('changed') === true),
    msg: 'All items completed',
  };
  if (results.some((one) => one.get('failed') === true)) entries.failed = true;
  else entries.failed = false;
  if (results.every((one) => one.get('skipped') === true)) entries.skipped = true;
  return dict(entries);
}
