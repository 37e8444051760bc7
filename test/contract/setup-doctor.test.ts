import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exec } from '../../harness/process/exec.ts';
import type { Readiness } from '../../harness/setup/ensure-ready.ts';

const MAIN = new URL('../../harness/cli/main.ts', import.meta.url).pathname;

/** A machine on which nothing is to be found: no program on PATH, no engine, an empty home. */
async function onEmptyMachine(...args: readonly string[]) {
  const home = mkdtempSync(join(tmpdir(), 'empty-home-'));
  try {
    const env = { PATH: '/nowhere', HOME: home, DOCKER_HOST: `unix://${home}/none.sock` };
    const run = await exec(process.execPath, [MAIN, 'doctor', ...args], { env });
    return { ...run, written: readdirSync(home) };
  } finally {
    rmSync(home, { recursive: true });
  }
}

test('lists what is missing with remedies, changes nothing, and exits 4', async () => {
  const run = await onEmptyMachine('--json');
  expect(run.exitCode).toBe(4);
  const readiness: Readiness = JSON.parse(run.stdout);
  expect(readiness).toMatchObject({ ready: false, changes: [], failures: [] });
  const missing = readiness.conditions.filter(({ state }) => state === 'missing');
  expect(missing.map(({ id }) => id)).toEqual(expect.arrayContaining(['engine', 'images', 'ansible']));
  for (const condition of missing) expect(condition).toHaveProperty('remedy.0', expect.stringMatching(/\S/));
  expect(run.written).toEqual([]);
});

test('asks for a version in its own words, and refuses others', async () => {
  const run = await onEmptyMachine('--ansible', '2.19');
  expect(run.stdout).toContain('npx reapcheck doctor --fix --ansible 2.19');
  expect((await onEmptyMachine('--ansible', 'newest')).exitCode).toBe(3);
  const old = await onEmptyMachine('--ansible', '2.9');
  expect(old.exitCode).toBe(3);
  expect(old.output).toContain('2.14');
});
