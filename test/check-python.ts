/**
 * Lints and type-checks our Python, as pyproject.toml says, and holds what runs on hosts to Python 2.7 and 3.5. The tools are those of
 * these versions, from PyPI, in a folder of our cache; a machine that can't have them is told so, and goes on.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheDir } from '../harness/ansible/installed.ts';

const TOOLS = ['ruff==0.17.6', 'mypy==2.4.1', 'vermin==1.9.2'];
/** What runs on hosts, with whatever Python they have. */
const ON_HOSTS = [
  'harness/probe',
  'harness/ansible/plugins/prelude.py',
  'harness/ansible/plugins/stand_in.py',
  'harness/ansible/plugins/modules',
];

const root = new URL('..', import.meta.url).pathname;
const folder = join(cacheDir(process.env), `python-checks-${TOOLS.join('-').replaceAll('==', '-')}`);
const bin = (name: string) => join(folder, 'bin', name);

async function install(): Promise<string | undefined> {
  if (existsSync(bin('vermin'))) return undefined;
  try {
    await execa('python3', ['-m', 'venv', folder]);
    await execa(bin('pip'), ['install', '--quiet', '--disable-pip-version-check', ...TOOLS]);
    return undefined;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

const trouble = await install();
if (trouble !== undefined) {
  process.stderr.write(`our Python is not checked here: ${TOOLS.join(', ')} can't be had: ${trouble}\n`);
} else {
  const checks = [
    [bin('ruff'), 'check', '--quiet', '--no-cache'],
    [bin('mypy'), '--no-error-summary', '--cache-dir', join(folder, 'mypy-cache')],
    [bin('vermin'), '--quiet', '--no-tips', '--target=2.7-', '--target=3.5-', '--violations', ...ON_HOSTS],
  ] as const;
  for (const [command, ...args] of checks) {
    const { exitCode } = await execa(command, args, { cwd: root, stdio: 'inherit', reject: false });
    if (exitCode !== 0) process.exitCode = 1;
  }
}
