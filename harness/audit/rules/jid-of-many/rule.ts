import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** `jid` is one text: a list becomes the text of a list, and no job is called that. */
export const jidOfMany: AuditRule = {
  id: 'jid-of-many',
  severity: 'error',
  confidence: 'certain',
  summary: 'jid is a list of job ids, where it takes one',
  check: (project) =>
    project.reaps
      .filter((reap) => reap.jidIsList)
      .map((reap) => ({
        rule: 'jid-of-many',
        severity: 'error',
        confidence: 'certain',
        message: `${called(reap)} gives jid a list, where it takes one job id: it finds no job`,
        place: reap.place,
        evidence: [`jid: ${reap.jid}`],
        remedy: `loop over them:\n  jid: "{{ item }}"\n  loop: ${JSON.stringify(reap.jid)}`,
        subject: reap.id,
      })),
};
