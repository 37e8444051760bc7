import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { drillFormat } from '../../harness/model/format/drill.ts';
import { FORMAT_NAMES, storedJsonSchema } from '../../harness/model/format/schemas.ts';
import { drillReportOf } from './drill-report-of.ts';
import { recordedDrill } from './recorded-drill.ts';

const HISTORIES = new URL('../replay/histories', import.meta.url).pathname;

function published(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../docs/schema/${name}.json`, import.meta.url), 'utf8'));
}

/** By the published schema alone: undefined where it fits. */
function complaint(name: string, value: unknown): string | undefined {
  const schema = z.fromJSONSchema(published(name) as Parameters<typeof z.fromJSONSchema>[0]);
  return schema.safeParse(JSON.parse(JSON.stringify(value))).error?.message;
}

/** `REAPCHECK_UPDATE=1` writes it anew; then `npm run format`. */
test.each(FORMAT_NAMES)('the published schema of %s is the format that we read', (name) => {
  const file = new URL(`../../docs/schema/${name}.json`, import.meta.url);
  const schema = JSON.parse(JSON.stringify(storedJsonSchema(name)));
  if (process.env.REAPCHECK_UPDATE) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(published(name)).toEqual(schema);
});

test('recorded drills fit, with outcomes of each kind', () => {
  for (const name of ['single-job@2.19.14', 'parallel-jobs-unreaped@2.14.18', 'reap-ignored@2.19.14'])
    expect(complaint('drill', recordedDrill(name).report)).toBeUndefined();
});

test('a report without its schema, with another one, or with an outcome that is none, does not', () => {
  const { report } = recordedDrill('single-job@2.19.14');
  expect(complaint('drill', { ...report, schema: 'reapcheck/drill/2' })).toMatch(/schema/);
  expect(complaint('drill', { ...report, schema: undefined })).toMatch(/schema/);
  const [first] = report.trials;
  expect(complaint('drill', { ...report, trials: [{ ...first, outcome: { kind: 'fine' } }] })).toBeDefined();
});

test('what a newer version adds is no break', () => {
  expect(complaint('drill', { ...drillReportOf(), later: 1 })).toBeUndefined();
  expect(drillFormat.safeParse({ ...drillReportOf(), later: 1 }).success).toBe(true);
});

test('each line of each recorded history fits', () => {
  const schema = z.fromJSONSchema(published('history') as Parameters<typeof z.fromJSONSchema>[0]);
  const misfits = globSync('*.jsonl', { cwd: HISTORIES }).flatMap((file) =>
    readFileSync(join(HISTORIES, file), 'utf8')
      .trimEnd()
      .split('\n')
      // They were recorded before arms said when they strike.
      .filter((line) => !line.includes('"type":"armed"') && !schema.safeParse(JSON.parse(line)).success)
      .map((line) => `${file}: ${line.slice(0, 120)}`),
  );
  expect(misfits).toEqual([]);
});

test('an arm fits, and one that strikes at no time does not', () => {
  const job = { host: 'host-1', place: { file: '/w/site.yml', line: 6 }, item: null, nth: 0 };
  const armed = (act: object) => ({
    kind: 'strike',
    strike: { type: 'armed', at: 1, arm: { fault: 'fail', token: 'a', job, act, healthyMs: null } },
  });
  expect(complaint('history', armed({ act: 'rc', rc: 1, workSeconds: 2.5, strikeSeconds: 3 }))).toBeUndefined();
  expect(complaint('history', armed({ act: 'rc', rc: 1 }))).toBeDefined();
});
