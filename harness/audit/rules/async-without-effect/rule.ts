import type { AuditRule } from '../../../model/audit.ts';

/** Keywords that look like async and aren't. */
export const asyncWithoutEffect: AuditRule = {
  id: 'async-without-effect',
  severity: 'warning',
  confidence: 'certain',
  summary: 'async: 0, poll without async, or a fractional poll',
  check: (project) =>
    project.misuses
      .filter((misuse) => /^(async-zero|poll-alone|fractional|negative)$/.test(misuse.how))
      .map((misuse) => ({
        rule: 'async-without-effect',
        severity: misuse.how === 'fractional' && misuse.keyword === 'poll' ? 'error' : 'warning',
        confidence: 'certain',
        message:
          misuse.how === 'fractional'
            ? misuse.keyword === 'poll'
              ? `${misuse.detail} is cut to a whole number up to ansible-core 2.14 (below 1: fire and forget), and is an error from 2.19`
              : `${misuse.detail} is cut to a whole number up to ansible-core 2.14, and is an error from 2.19`
            : `${misuse.detail} has no effect: the task runs in the foreground`,
        place: misuse.place,
        evidence: [misuse.detail],
        remedy:
          misuse.how === 'fractional'
            ? `write a whole number, such as ${misuse.keyword}: ${misuse.keyword === 'poll' ? 1 : 60}`
            : misuse.how === 'poll-alone'
              ? 'add async with a limit in seconds, or remove poll'
              : 'give async a limit in seconds, or remove it',
      })),
};
