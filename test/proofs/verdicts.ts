/**
 * Drills the plays of verdicts*.yml and holds what comes out against what reasoning said before:
 * `node test/proofs/verdicts.ts [--ansible PATH] [--at-a-time N] [--keep FOLDER] [NAME …]`. Needs an engine and ansible-core. Ends with 1 where
 * anything differs. A NAME is a whole name, or a part of some. `--keep` holds each play with its report and histories, otherwise only those that differ are kept.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { parse } from 'yaml';
import type { DrillReport } from '../../harness/model/report.ts';
import { differences, type VerdictCase } from './differences.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ansible: { type: 'string' }, 'at-a-time': { type: 'string', default: '2' }, keep: { type: 'string' } },
});
const root = new URL('../..', import.meta.url).pathname;
const all = readdirSync(import.meta.dirname)
  .filter((name) => /^verdicts.*\.yml$/.test(name))
  .flatMap((name) => parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as VerdictCase[]);
const wanted =
  positionals.length === 0 ? all : all.filter(({ name }) => positionals.some((one) => isWanted(name, one)));

const limit = pLimit(Number(values['at-a-time']));
const results = await Promise.all(
  wanted.map((one) =>
    limit(async () => {
      const { differs, seconds } = await drillCase(one);
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

async function drillCase(one: VerdictCase): Promise<{ differs: readonly string[]; seconds: number }> {
  const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'verdicts-')) : resolve(values.keep, one.name);
  for (const [path, text] of Object.entries({ ...one.files, 'play.yml': one.play })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const began = performance.now();
  const run = await execa(
    process.execPath,
    [
      join(root, 'harness/cli/main.ts'),
      ...['drill', 'play.yml', '--json', '--faults', (one.faults ?? ['fail']).join(',')],
      ...(values.ansible === undefined ? [] : ['--ansible', values.ansible]),
      ...(one.args ?? []),
    ],
    { cwd: folder, reject: false, timeout: 600_000, stdin: 'ignore' },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  writeFileSync(join(folder, 'report.json'), run.stdout);
  writeFileSync(join(folder, 'messages.txt'), run.stderr);
  const differs = differences(one, {
    exit: run.exitCode,
    report: reportIn(run.stdout),
    text: `${run.stdout}\n${run.stderr}`,
  });
  if (differs.length === 0 && values.keep === undefined) rmSync(folder, { recursive: true, force: true });
  return { differs: differs.length === 0 ? [] : [...differs, `see ${folder}`], seconds };
}

function reportIn(stdout: string): DrillReport | undefined {
  try {
    return JSON.parse(stdout) as DrillReport;
  } catch {
    return undefined;
  }
}
