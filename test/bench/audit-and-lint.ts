// The audit and ansible-lint on the same tree, each as a user starts it: `node test/bench/audit-and-lint.ts [FILES|FOLDER]`, a made-up one
// of so many files, or a copy of that folder. The audit is the built package (`npm run build`). ansible-lint is installed, once, into a virtual
// environment of its own below ~/.cache/reapcheck.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { elapsed } from '../../harness/time/clock.ts';
import { makeTree } from './audit-tree.ts';

const [of = '250'] = process.argv.slice(2);
const venv = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reapcheck', 'bench-ansible-lint');
const bin = join(venv, 'bin');
const AUDIT = new URL('../../dist/cli/main.js', import.meta.url).pathname;
if (!existsSync(join(bin, 'ansible-lint'))) {
  await execa('python3', ['-m', 'venv', venv]);
  await execa(join(bin, 'pip'), ['install', '--quiet', 'ansible-lint']);
}
const folder = mkdtempSync(join(tmpdir(), 'reapcheck-bench-'));
try {
  if (/^\d+$/.test(of)) make(Number(of));
  else cpSync(of, folder, { recursive: true });
  const lint = await run('ansible-lint', join(bin, 'ansible-lint'), [
    '--offline',
    '--nocolor',
    '-q',
    '--project-dir',
    folder,
    folder,
  ]);
  // The first one of a new Node compiles.
  await run('reapcheck audit', process.execPath, [AUDIT, 'audit']);
  const audit = await run('reapcheck audit', process.execPath, [AUDIT, 'audit']);
  process.stdout.write(`processor time: ${(lint / audit).toFixed(0)} times that of the audit\n`);
} finally {
  rmSync(folder, { recursive: true });
}

function make(files: number): void {
  for (const [path, text] of makeTree(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Both end with another exit code than 0: they find something. Returns the processor time, in seconds. */
async function run(name: string, file: string, args: readonly string[]): Promise<number> {
  const [began, before] = [elapsed(), childrenS()];
  const { stdout, stderr, exitCode } = await execa(file, args, {
    cwd: folder,
    reject: false,
    env: { PATH: `${bin}:${process.env.PATH ?? ''}` },
  });
  const lines = stdout.split('\n').length;
  const [wallS, cpuS] = [(elapsed() - began) / 1000, childrenS() - before];
  process.stdout.write(
    `${name}: ${cpuS.toFixed(2)} s processor, ${wallS.toFixed(1)} s wall, exit ${exitCode}, ${lines} lines; ${stderr.trim().split('\n').at(-1)}\n`,
  );
  return cpuS;
}

/** Processor time of all children that have ended, in seconds: cutime and cstime of proc(5), in hundredths. */
function childrenS(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
