import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { DrillReport } from '../../harness/model/report.ts';
import type { Drilled, VerdictCase } from './differences.ts';

const MAIN = new URL('../../harness/cli/main.ts', import.meta.url).pathname;

/** The plays of verdicts*.yml. */
export function verdictCases(): readonly VerdictCase[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => /^verdicts.*\.yml$/.test(name))
    .flatMap((name) => parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as VerdictCase[]);
}

/** Writes a play into a folder, with what stands beside it. */
export function writeCase({ play, files }: Pick<VerdictCase, 'play' | 'files'>, folder: string): void {
  for (const [path, text] of Object.entries({ ...files, 'play.yml': play })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Drills play.yml of this folder, and leaves there what it said. */
export async function drillIn(folder: string, args: readonly string[]): Promise<Drilled> {
  const run = await execa(process.execPath, [MAIN, 'drill', 'play.yml', '--json', ...args], {
    cwd: folder,
    reject: false,
    timeout: 1_200_000,
    stdin: 'ignore',
  });
  writeFileSync(join(folder, 'report.json'), run.stdout);
  writeFileSync(join(folder, 'messages.txt'), run.stderr);
  return { exit: run.exitCode, report: reportIn(run.stdout), text: `${run.stdout}\n${run.stderr}` };
}

function reportIn(stdout: string): DrillReport | undefined {
  try {
    return JSON.parse(stdout) as DrillReport;
  } catch {
    return undefined;
  }
}
