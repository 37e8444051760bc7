import type { WitnessStep } from '../model/abstract.ts';
import type { AuditFinding, AuditRule } from '../model/audit.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { visible, visibleJson, visibleLines } from '../model/visible.ts';
import { Each, jsonPieces } from './pieces.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

export interface SarifRule extends Pick<AuditRule, 'id' | 'severity' | 'confidence' | 'summary'> {
  /** Its page, in Markdown, and where that is read. */
  readonly page?: { readonly text: string; readonly address: string };
}
export type SarifFinding = Finding & Partial<Pick<AuditFinding, 'witness' | 'drill'>>;

export interface SarifOf<F extends SarifFinding> {
  readonly findings: readonly F[];
  /** They describe what findings name. */
  readonly rules: readonly SarifRule[];
  /** Of reapcheck. */
  readonly version: string;
  /** Keeps a finding's identity when lines move. */
  readonly fingerprintOf: (finding: F) => string;
  /** What else is to be told of the whole: the format has no place for what is well. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** SARIF 2.1.0. */
export function* sarif<F extends SarifFinding>(of: SarifOf<F>): Iterable<string> {
  const { findings, rules, version, fingerprintOf, properties } = of;
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'reapcheck',
            version,
            rules: rules.map((rule) => ({
              id: rule.id,
              shortDescription: { text: rule.summary },
              ...(rule.page && {
                helpUri: rule.page.address,
                help: { text: rule.page.text, markdown: rule.page.text },
              }),
              defaultConfiguration: { level: rule.severity },
              properties: { precision: { certain: 'very-high', likely: 'high', possible: 'medium' }[rule.confidence] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        ...(properties ? { properties } : {}),
        results: new Each(findings, (finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
          level: finding.severity,
          message: {
            text: [
              visible(finding.message),
              ...finding.evidence.map(visible),
              visibleLines(`To do: ${finding.remedy}`),
              ...drillOf(finding),
            ].join('\n'),
          },
          locations: finding.place ? [{ physicalLocation: location(finding.place) }] : [],
          ...(finding.related?.length
            ? {
                relatedLocations: finding.related.map((other, id) => ({
                  id,
                  message: { text: visible(other.message) },
                  physicalLocation: location(other.place),
                })),
              }
            : {}),
          ...(finding.witness?.length ? { codeFlows: [codeFlow(finding.witness)] } : {}),
          partialFingerprints: { 'reapcheck/v1': visible(fingerprintOf(finding)) },
          properties: { confidence: finding.confidence },
        })),
      },
    ],
  };
  for (const piece of jsonPieces(log)) yield visibleJson(piece);
  yield '\n';
}

function drillOf({ drill }: SarifFinding): string[] {
  return drill ? [visible(`Drill: ${drill}`)] : [];
}

function codeFlow(witness: readonly WitnessStep[]) {
  return {
    threadFlows: [
      {
        locations: witness.map((step) => ({
          location: {
            physicalLocation: location(step.place),
            message: { text: visible(`${step.task}: ${step.what}`) },
          },
        })),
      },
    ],
  };
}

function location(place: Place) {
  const uri = place.file
    .split('/')
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join('/');
  return {
    artifactLocation: { uri },
    region: { startLine: place.line, ...(place.column === undefined ? {} : { startColumn: place.column }) },
  };
}
