/**
 * Runs ansible-core's own integration targets on our hosts, as scenarios of `reapcheck run`: those of the source distribution of the
 * very version that is tested, which pip fetches. `node test/proofs/core-targets.ts [--ansible VERSION|PATH] [NAME …]`. Needs an
 * engine, ansible-core and PyPI. Ends with 1 where a target doesn't pass.
 */
import { globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { findController } from '../../harness/ansible/controller.ts';

/** What each expects of the one who runs it, besides a play that uses it as a role. */
const TARGETS: Readonly<
  Record<string, { readonly vars?: Record<string, string>; readonly boots?: object; readonly expect: object }>
> = {
  async: { expect: { play: 'green' } },
  async_extra_data: { expect: { play: 'green' } },
  async_fail: { expect: { play: 'green' } },
  // Where its folder is on the host as well, it believes that it would reboot the machine that it runs on.
  reboot: {
    vars: { output_dir: '/only/on/the/controller' },
    // It holds that no machine is back within 10 s; ours are.
    boots: { down: '10s' },
    expect: {
      play: 'green',
      // It skips itself where the facts say that this is a container.
      tasks: { 'Explain why testing against a container is not an option': { is: 'skipped' } },
    },
  },
  until: { expect: { play: 'green' } },
  wait_for_connection: { expect: { play: 'green' } },
};
/** Roles that these depend on. */
const SHARED = ['prepare_tests', 'setup_remote_tmp_dir'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { ansible: { type: 'string' } } });
const names = positionals.length === 0 ? Object.keys(TARGETS) : positionals;
const root = new URL('../..', import.meta.url).pathname;
const { python, coreVersion, executable } = await findController({ ansible: values.ansible, env: process.env });
const folder = mkdtempSync(join(tmpdir(), 'core-targets-'));
try {
  await fetchTargets();
  for (const name of names) writeScenario(name);
  const run = await execa(
    process.execPath,
    [join(root, 'harness/cli/main.ts'), 'run', '--ansible', executable, ...names.map((name) => `${name}/scenario.yml`)],
    {
      cwd: folder,
      // One of them calls `ansible`.
      env: { ANSIBLE_ROLES_PATH: join(folder, 'roles'), PATH: `${dirname(executable)}:${process.env.PATH ?? ''}` },
      reject: false,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 1_800_000,
    },
  );
  process.exitCode = run.exitCode ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Their files are in `roles`, nowhere else, and only for as long as this runs. */
async function fetchTargets(): Promise<void> {
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', ':all:'];
  await execa(python, [...download, '--dest', folder, `ansible-core==${coreVersion}`]);
  const [archive] = globSync('*.tar.gz', { cwd: folder });
  if (!archive) throw new Error(`pip left no source distribution of ansible-core ${coreVersion}`);
  const all = '*/test/integration/targets';
  const wanted = [...Object.keys(TARGETS), ...SHARED].map((name) => `${all}/${name}/*`);
  await execa('tar', ['-xzf', archive, '--wildcards', ...wanted], { cwd: folder });
  const [targets] = globSync(all, { cwd: folder });
  renameSync(join(folder, targets as string), join(folder, 'roles'));
}

function writeScenario(name: string): void {
  const target = TARGETS[name];
  if (!target) throw new Error(`no target "${name}"; there are ${Object.keys(TARGETS).join(', ')}`);
  const own = name === 'async_extra_data' ? { tasks: [{ junkping: null, async: 10, poll: 1 }] } : {};
  mkdirSync(join(folder, name));
  // Its modules are found beside a role's tasks, which async_extra_data hasn't.
  writeFileSync(
    join(folder, name, 'site.yml'),
    stringify([{ name: `The target ${name}`, hosts: 'all', roles: [name], vars: { output_dir: '/tmp' }, ...own }]),
  );
  writeFileSync(
    join(folder, name, 'scenario.yml'),
    stringify({
      name: `core-${name.replaceAll('_', '-')}`,
      why: `ansible-core ${coreVersion} tests itself on a host of ours.`,
      playbook: 'site.yml',
      'time-limit': '15m',
      // Where it isn't told, one takes /usr/bin/python, which no fresh Debian has.
      vars: { ansible_python_interpreter: '/usr/bin/python3', ...target.vars },
      ...(target.boots ? { boots: target.boots } : {}),
      expect: target.expect,
    }),
  );
}
