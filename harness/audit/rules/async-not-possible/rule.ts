import type { AuditRule } from '../../../model/audit.ts';

/** The action refuses async, or the keyword never reaches a task that could use it. */
export const asyncNotPossible: AuditRule = {
  id: 'async-not-possible',
  severity: 'error',
  confidence: 'certain',
  summary: 'async on an action that refuses or drops it',
  check: (project) =>
    project.misuses
      .filter((misuse) =>
        /^(unsupported-action|refused-lately|invalid-on-include|dropped-when-static|on-block|on-play|on-import-playbook|on-role|check-mode)$/.test(
          misuse.how,
        ),
      )
      .map((misuse) => ({
        rule: 'async-not-possible',
        severity: /^(dropped-when-static|on-role|check-mode|refused-lately)$/.test(misuse.how) ? 'warning' : 'error',
        confidence: 'certain',
        message:
          misuse.how === 'unsupported-action'
            ? `${misuse.action} can't run async: the task fails`
            : misuse.how === 'refused-lately'
              ? `${misuse.action} can't run async: older ansible-core waits for it all the same, newer fails the task`
              : misuse.how === 'on-role'
                ? `${misuse.detail}: what it brings in runs in the foreground`
                : /^on-/.test(misuse.how)
                  ? `${misuse.detail}: Ansible refuses the playbook`
                  : misuse.how === 'invalid-on-include'
                    ? `"${misuse.keyword}" is not a keyword of ${misuse.action}: Ansible refuses it`
                    : misuse.how === 'check-mode'
                      ? 'async with check_mode: true fails up to ansible-core 2.16, and later starts what it should only check'
                      : `${misuse.action} drops ${misuse.keyword}: what it brings in runs in the foreground`,
        place: misuse.place,
        evidence: [misuse.detail],
        remedy: /include|static|^on-/.test(misuse.how)
          ? 'set async and poll on the tasks inside'
          : 'remove async and poll, or use an action that can run async (such as command)',
      })),
};
