import type { AuditFinding, AuditRule, Misuse } from '../../../model/audit.ts';

const INSIDE = 'set async and poll on the tasks inside';
const OTHERWISE = 'remove async and poll, or use an action that can run async (such as command)';

interface Said {
  readonly severity: AuditFinding['severity'];
  readonly message: (misuse: Misuse) => string;
  readonly remedy: string;
}

const REFUSED: Said = {
  severity: 'error',
  message: ({ detail }) => `${detail}: Ansible refuses the playbook`,
  remedy: INSIDE,
};

const SAYS: Readonly<Partial<Record<Misuse['how'], Said>>> = {
  'unsupported-action': {
    severity: 'error',
    message: ({ action }) => `${action} can't run async: the task fails`,
    remedy: OTHERWISE,
  },
  'refused-lately': {
    severity: 'warning',
    message: ({ action }) =>
      `${action} can't run async: older ansible-core waits for it all the same, newer fails the task`,
    remedy: OTHERWISE,
  },
  'invalid-on-include': {
    severity: 'error',
    message: ({ keyword, action }) => `"${keyword}" is not a keyword of ${action}: Ansible refuses it`,
    remedy: INSIDE,
  },
  'dropped-when-static': {
    severity: 'warning',
    message: ({ keyword, action }) => `${action} drops ${keyword}: what it brings in runs in the foreground`,
    remedy: INSIDE,
  },
  'on-role': {
    severity: 'warning',
    message: ({ detail }) => `${detail}: what it brings in runs in the foreground`,
    remedy: INSIDE,
  },
  'on-block': REFUSED,
  'on-play': REFUSED,
  'on-import-playbook': REFUSED,
  'check-mode': {
    severity: 'warning',
    message: () =>
      'async with check_mode: true fails up to ansible-core 2.16; from 2.17 on the job of a module without a check mode does nothing',
    remedy: OTHERWISE,
  },
};

/** The action refuses async, or the keyword never reaches a task that could use it. */
export const asyncNotPossible: AuditRule = {
  id: 'async-not-possible',
  severity: 'error',
  confidence: 'certain',
  summary: 'async on an action that refuses or drops it',
  check: (project) =>
    project.misuses.flatMap((misuse) => {
      const said = SAYS[misuse.how];
      if (!said) return [];
      return [
        {
          rule: 'async-not-possible',
          severity: said.severity,
          confidence: 'certain' as const,
          message: said.message(misuse),
          place: misuse.place,
          evidence: [misuse.detail],
          remedy: said.remedy,
        },
      ];
    }),
};
