import library, { type Builder } from 'junit-report-builder';
import { withoutControls } from './without-controls.ts';

// Its CommonJS module is the builder itself; its types put that one level deeper.
const builder = library as unknown as Builder;

export interface JunitSuite {
  readonly name: string;
  readonly startedAt?: string;
  readonly cases: readonly JunitCase[];
}

/** `error`: nobody knows, so that no CI takes it for a pass. */
export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly is: 'pass' | 'failure' | 'error' | 'skipped';
  /** Of a failure or an error, in a word. */
  readonly type?: string;
  readonly text?: string;
  readonly wallMs?: number;
}

/** JUnit's XML, by the schema that Jenkins goes by: it knows neither the file of a case nor how many were skipped in all. */
export function junit(suites: readonly JunitSuite[]): string {
  const all = builder.newBuilder();
  for (const { name, startedAt, cases } of suites) {
    const suite = all.testSuite().name(withoutControls(name));
    if (startedAt !== undefined) suite.timestamp(new Date(startedAt));
    suite.time(seconds(cases.reduce((sum, { wallMs = 0 }) => sum + wallMs, 0)));
    for (const one of cases) addCase(suite, one);
  }
  return all.build().replace(/(<testsuites [^>]*?) skipped="\d+"/, '$1');
}

function addCase(suite: ReturnType<ReturnType<Builder['newBuilder']>['testSuite']>, one: JunitCase): void {
  const test = suite.testCase().className(withoutControls(one.className)).name(withoutControls(one.name));
  if (one.wallMs !== undefined) test.time(seconds(one.wallMs));
  const text = withoutControls(one.text ?? '');
  if (one.is === 'failure') test.failure(text, one.type ?? 'failed');
  else if (one.is === 'error') test.error(text, one.type ?? 'unknown');
  else {
    if (text !== '') test.standardOutput(text);
    if (one.is === 'skipped') test.skipped();
  }
}

/** With three decimals at most. */
function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
