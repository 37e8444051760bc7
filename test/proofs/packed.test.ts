import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';

/**
 * The package as others get it: packed, unpacked into a project of its own, with nothing beside it but what it says it depends on (linked
 * from this checkout, so that no registry is asked).
 */

const root = new URL('../..', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};
/** What somebody has who writes TypeScript. */
const OWN = ['@types/node', 'typescript'];
let project: string;

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'packed-'));
  execFileSync('npm', ['pack', '--pack-destination', project], { cwd: root, stdio: 'ignore' });
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'reapcheck'), { recursive: true });
  const [packed = ''] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  run('tar', 'xzf', packed, '-C', 'node_modules/reapcheck', '--strip-components', '1');
  for (const name of [...Object.keys(manifest.dependencies), ...OWN]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of ['drill.ts', 'judge-again.ts']) cpSync(join(root, 'docs/examples', name), join(project, name));
  for (const name of ['playbooks', 'scenarios']) cpSync(join(root, name), join(project, name), { recursive: true });
  const baseline = join(project, 'runs/single-job/latest/trials/baseline');
  mkdirSync(baseline, { recursive: true });
  cpSync(join(root, 'test/replay/histories/single-job@2.19.14.baseline.jsonl'), join(baseline, 'history.jsonl'));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'theirs', private: true, type: 'module' }));
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };
  const compilerOptions = { ...strict, module: 'nodenext', target: 'es2024', types: ['node'], skipLibCheck: false };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

test('its documented examples compile strictly, against its own types', () => {
  const { status, stdout } = compiled();
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  writeFileSync(
    join(project, 'wrong.ts'),
    "import { drill } from 'reapcheck';\nawait drill('x.yml', { faults: ['nope'] });\n",
  );
  expect(compiled().stdout).toMatch(/^wrong\.ts\(2,/);
});

function compiled(): { readonly status: number; readonly stdout: string } {
  try {
    return { status: 0, stdout: run('node_modules/typescript/bin/tsc') };
  } catch (error) {
    return error as { status: number; stdout: string };
  }
}

test('the example that needs no host runs', () => {
  expect(run(process.execPath, 'judge-again.ts')).toMatch(/^backup|playbooks\/bad/);
});

test('an assistant is served', async () => {
  const client = new Client({ name: 'test', version: '1' });
  const args = [join(project, 'node_modules/reapcheck/bin/reapcheck.cjs'), 'mcp', '--root', join(project, 'playbooks')];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: project }));
  try {
    expect(client.getServerVersion()).toMatchObject({ name: 'reapcheck', version: manifest.version });
    const { structuredContent } = await client.callTool({ name: 'audit', arguments: { paths: ['bad'] } });
    expect(structuredContent).toMatchObject({ count: expect.any(Number), findings: expect.arrayContaining([]) });
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
  } finally {
    await client.close();
  }
});

test('the command line runs', () => {
  expect(run(process.execPath, 'node_modules/reapcheck/bin/reapcheck.cjs', '--version').trim()).toBe(manifest.version);
  const list = run(
    process.execPath,
    'node_modules/reapcheck/bin/reapcheck.cjs',
    'drill',
    'playbooks/bad/backup-unreaped.yml',
    '--list',
  );
  expect(list).toMatch(/"Start the backup"/);
});
