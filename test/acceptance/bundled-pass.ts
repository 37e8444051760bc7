import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunReport } from '../../harness/model/run-report.ts';
import { type Workplace, withAnsible } from './reapcheck.ts';

/** Runs bundled scenarios, all of them without `wanted`, and returns the names of those that ran. None may be red. */
export async function bundledPass(
  workplace: Workplace,
  ansible: string | undefined,
  wanted: readonly string[] = [],
): Promise<readonly string[]> {
  const junit = join(workplace.folder, 'junit.xml');
  const args = ['--bundled', '--json', '--junit', junit, '--runs', workplace.runs, ...withAnsible(ansible)];
  const { code, stdout, stderr } = await workplace.run(['run', ...wanted, ...args]);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  const report: RunReport = JSON.parse(stdout);
  const troubles = report.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped');
  expect(troubles).toEqual([]);
  expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'pass' });
  const skipped = report.results.filter(({ verdict }) => verdict === 'skipped');
  expect(skipped.every(({ because }) => because?.startsWith('needs'))).toBe(true);
  expect(readFileSync(junit, 'utf8')).toContain(`tests="${report.results.length}"`);
  return report.results.flatMap(({ name, verdict }) => (verdict === 'pass' ? [name] : []));
}
