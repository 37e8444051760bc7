import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';
import { untilFinished } from '../reap-yaml.ts';

/** `finished` is 0 or 1 up to ansible-core 2.18 and a boolean from 2.19: `is true` and `is sameas` tell them apart. */
export const versionDependentUntil: AuditRule = {
  id: 'version-dependent-until',
  severity: 'warning',
  confidence: 'certain',
  summary: 'until tells 1 from true, which changed in ansible-core 2.19',
  check: (project) =>
    project.reaps
      .filter((reap) => reap.untilReads === 'finished-versioned')
      .map((reap) => ({
        rule: 'version-dependent-until',
        severity: 'warning',
        confidence: 'certain',
        message: `the until of ${called(reap)} never matches on some versions: "finished" is 0 or 1 up to ansible-core 2.18, a boolean from 2.19`,
        place: reap.keywords.until ?? reap.place,
        evidence: [`until: ${reap.until}`],
        remedy: untilFinished(reap),
        subject: reap.id,
      })),
};
