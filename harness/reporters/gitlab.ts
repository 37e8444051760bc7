import type { Finding } from '../model/finding.ts';
import { visible, visibleLines } from '../model/visible.ts';
import { identityOf, placedIn } from './finding-names.ts';

/** In the words of Code Climate, of which GitLab's format is a part. */
const SEVERITY = { error: 'major', warning: 'minor', note: 'info' } as const;

/**
 * What GitLab's Code Quality reads and shows at the lines of a merge request: it takes no finding without a line (so that those stand at the first
 * of `elsewhere`), and of several with one fingerprint only one.
 */
export function gitlabCodeQuality<F extends Finding>(
  findings: readonly F[],
  elsewhere: string,
  fingerprintOf: (finding: F) => string = identityOf,
): string {
  const seen = new Map<string, number>();
  const issues = findings.map((finding) => {
    const { rule, message, remedy, severity, place } = placedIn(finding, elsewhere);
    const identity = fingerprintOf(finding);
    const nth = seen.get(identity) ?? 0;
    seen.set(identity, nth + 1);
    return {
      description: [visible(message), visibleLines(remedy)].join('\n'),
      check_name: `reapcheck ${rule}`,
      fingerprint: nth === 0 ? identity : `${identity}-${nth}`,
      severity: SEVERITY[severity],
      location: { path: place?.file ?? elsewhere, lines: { begin: place?.line ?? 1 } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
