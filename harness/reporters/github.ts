import type { AuditFinding } from '../model/audit.ts';
import type { Finding } from '../model/finding.ts';
import { formatPlace } from '../model/place.ts';
import { visible, visibleLines } from '../model/visible.ts';

const LEVEL = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Workflow commands that GitHub shows at the lines of a pull request. */
export function githubAnnotations(findings: readonly (Finding & Pick<AuditFinding, 'witness' | 'drill'>)[]): string {
  return findings
    .map((finding) => {
      const { place } = finding;
      const where = place
        ? [
            `file=${property(place.file)}`,
            `line=${place.line}`,
            ...(place.column === undefined ? [] : [`col=${place.column}`]),
          ]
        : [];
      return `::${LEVEL[finding.severity]} ${[...where, `title=${property(`reapcheck ${finding.rule}`)}`].join(',')}::${data([visible(finding.message), ...wayOf(finding).map(visible), finding.remedy].join('\n'))}\n`;
    })
    .join('');
}

function wayOf({ witness = [], drill }: Pick<AuditFinding, 'witness' | 'drill'>): string[] {
  return [
    ...witness.map((step) => `${formatPlace(step.place)}: ${step.task}: ${step.what}`),
    ...(drill ? [`drill: ${drill}`] : []),
  ];
}

function data(text: string): string {
  return visibleLines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
