import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { merge } from '../../harness/cli/merge.ts';
import { makeRunPlan } from '../../harness/plan/merge-runs.ts';
import { drilled, planOf, result } from './plan-kit.ts';
import { report, scenario } from './run-report-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-merge-'));
beforeAll(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function stored(name: string, of: object): string {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'report.json'), JSON.stringify({ ...of, folder: join(folder, name) }));
  return join(folder, name);
}

const plan = planOf(['fail', 'hang']);
const drills = ['fail', 'hang'].map((fault) => stored(`drill-${fault}`, drilled(plan, [result(fault)])));
const inputs = { digest: 'one', files: [], settings: {}, undigested: [], startedIn: process.cwd() };
const all = makeRunPlan(inputs, [scenario('a', 'pass'), scenario('b', 'pass')]);
const runs = ['a', 'b'].map((name) => stored(`run-${name}`, { ...report([scenario(name, 'pass')]), plan: all }));
const output = join(folder, 'merged', 'report.json');
const read = () => JSON.parse(readFileSync(output, 'utf8'));

test('parts of a drill make a drill, those of a run a run', async () => {
  expect(await merge(drills, { output })).toBe(0);
  expect(read()).toMatchObject({ schema: 'reapcheck/drill/3', parts: [{}, {}] });
  expect(await merge(runs, { output })).toBe(0);
  expect(read()).toMatchObject({ schema: 'reapcheck/run/1', results: [{ name: 'a' }, { name: 'b' }] });
  expect(await merge(runs.slice(1), { output })).toBe(2);
});

test('parts of both kinds are refused, and what is no report', async () => {
  const [drill = '', run = ''] = [...drills.slice(0, 1), ...runs];
  await expect(merge([drill, run], { output })).rejects.toThrow(/run-a is no part of a drill/);
  await expect(merge([run, drill], { output })).rejects.toThrow(/drill-fail is no part of a run/);
  await expect(merge([join(folder, 'nowhere')], { output })).rejects.toThrow(/nowhere is no part of a drill or run/);
});
