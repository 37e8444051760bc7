import type { AuditedProject, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { byVersion } from '../by-version.ts';
import { isFollowed, shownRed } from '../loss.ts';
import { called, launchesOf } from '../pairs.ts';
import { untilFinished } from '../reap-yaml.ts';

/** `finished` is 0 or 1 up to ansible-core 2.18 and a boolean from 2.19: what tells them apart waits on one side only. */
export const versionDependentUntil: AuditRule = {
  id: 'version-dependent-until',
  severity: 'warning',
  confidence: 'certain',
  summary: 'until tells 1 from true, which changed in ansible-core 2.19',
  check: (project) => project.reaps.flatMap((reap) => (reap.mode === 'status' ? of(reap, project) : [])),
};

const DOES = {
  waits: 'waits for the job',
  early: 'is met while the job still runs',
  never: 'is never met',
} as const;

function of(reap: AuditReap, project: AuditedProject): AuditFinding[] {
  const launches = launchesOf(project, reap);
  for (const launch of launches) {
    const found = byVersion(launch, reap);
    if (!found) continue;
    const { older, newer, red } = found;
    const message = `the until of ${called(reap)} ${DOES[older]} up to ansible-core 2.18, where "finished" is 0 or 1, and ${DOES[newer]} from 2.19, where it is a boolean`;
    return [{ ...finding(reap, message), ...(red && shownRed(launch, red)) }];
  }
  // Where no way that is followed leads to it, the words of the condition are all there is.
  const looks = launches.some((launch) => isFollowed(launch) && launch.drill?.looks.has(reap.id));
  if (reap.untilReads !== 'finished-versioned' || looks) return [];
  return [
    finding(
      reap,
      `the until of ${called(reap)} never matches on some versions: "finished" is 0 or 1 up to ansible-core 2.18, a boolean from 2.19`,
    ),
  ];
}

function finding(reap: AuditReap, message: string): AuditFinding {
  return {
    rule: 'version-dependent-until',
    severity: 'warning',
    confidence: 'certain',
    message,
    place: reap.keywords.until ?? reap.place,
    evidence: [`until: ${reap.until}`],
    remedy: untilFinished(reap),
    subject: reap.id,
  };
}
