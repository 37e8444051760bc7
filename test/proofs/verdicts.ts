/**
 * Drills the plays of verdicts*.yml and holds what comes out against what reasoning said before:
 * `node test/proofs/verdicts.ts [--ansible PATH] [--at-a-time N] [--keep FOLDER] [NAME …]`. Needs an engine and ansible-core. Ends with 1 where
 * anything differs. A NAME is a whole name, or a part of some. `--keep` holds each play with its report and histories, otherwise only those that
 * differ are kept.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { differences, type VerdictCase } from './differences.ts';
import { drillIn, verdictCases, writeCase } from './drill-cases.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ansible: { type: 'string' },
    'at-a-time': { type: 'string', default: '2' },
    keep: { type: 'string' },
  },
});
const all = verdictCases();
const wanted =
  positionals.length === 0 ? all : all.filter(({ name }) => positionals.some((one) => isWanted(name, one)));

const limit = pLimit(Number(values['at-a-time']));
const results = await Promise.all(
  wanted.map((one) =>
    limit(async () => {
      const { differs, seconds } = await hold(one);
      process.stdout.write(`${differs.length === 0 ? 'as said' : 'DIFFERS'}  ${one.name}  ${seconds} s\n`);
      for (const line of differs) process.stdout.write(`           ${line}\n`);
      return differs.length === 0;
    }),
  ),
);
const passed = results.filter(Boolean).length;
process.stdout.write(`${passed} passed, ${results.length - passed} failed\n`);
process.exitCode = passed === results.length ? 0 : 1;

/** A whole name means that case alone, though others begin with it. */
function isWanted(name: string, word: string): boolean {
  return all.some((one) => one.name === word) ? name === word : name.includes(word);
}

async function hold(one: VerdictCase): Promise<{ differs: readonly string[]; seconds: number }> {
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'verdicts-')) : resolve(values.keep, one.name);
  writeCase(one, folder);
  const began = performance.now();
  const drilled = await drillIn(folder, [
    ...['--faults', (one.faults ?? ['fail']).join(',')],
    ...(values.ansible === undefined ? [] : ['--ansible', values.ansible]),
    ...(one.args ?? []),
  ]);
  const seconds = Math.round((performance.now() - began) / 1000);
  const differs = differences(one, drilled);
  if (differs.length === 0 && values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  return { differs: differs.length === 0 ? [] : [...differs, `see ${folder}`], seconds };
}
