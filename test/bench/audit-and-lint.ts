// The audit and ansible-lint on the same made-up tree, each as a user starts it: `node test/bench/audit-and-lint.ts [files]`.
// ansible-lint is installed, once, into a virtual environment of its own below ~/.cache/reapcheck.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { elapsed } from '../../harness/time/clock.ts';
import { makeTree } from './audit-tree.ts';

const [count = '250'] = process.argv.slice(2);
const venv = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reapcheck', 'bench-ansible-lint');
const bin = join(venv, 'bin');
if (!existsSync(join(bin, 'ansible-lint'))) {
  await execa('python3', ['-m', 'venv', venv]);
  await execa(join(bin, 'pip'), ['install', '--quiet', 'ansible-lint']);
}
const folder = mkdtempSync(join(tmpdir(), 'reapcheck-bench-'));
try {
  for (const [path, text] of makeTree(Number(count))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await show('ansible-lint', join(bin, 'ansible-lint'), [
    '--offline',
    '--nocolor',
    '-q',
    '--project-dir',
    folder,
    folder,
  ]);
  await show('reapcheck audit', process.execPath, [
    new URL('../../harness/cli/main.ts', import.meta.url).pathname,
    'audit',
  ]);
} finally {
  rmSync(folder, { recursive: true });
}

/** Both end with another exit code than 0: they find something. */
async function show(name: string, file: string, args: readonly string[]): Promise<void> {
  const began = elapsed();
  const { stdout, stderr, exitCode } = await execa(file, args, {
    cwd: folder,
    reject: false,
    env: { PATH: `${bin}:${process.env.PATH ?? ''}` },
  });
  const lines = stdout.split('\n').length;
  process.stdout.write(
    `${name}: ${((elapsed() - began) / 1000).toFixed(1)} s, exit ${exitCode}, ${lines} lines; ${stderr.trim().split('\n').at(-1)}\n`,
  );
}
