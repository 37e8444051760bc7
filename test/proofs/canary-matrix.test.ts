import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import type { Controller } from '../../harness/ansible/controller.ts';
import { Workplace } from '../acceptance/reapcheck.ts';
import { controllersToTest, play, playFolder } from '../contract/ansible-kit.ts';
import { canary, host } from '../contract/canary.ts';

/**
 * Canaries in every variable that a connection plugin of this ansible-core reads, by its own documentation. All addresses are of the
 * loopback: no packet can get anywhere else, whether or not the guard is there.
 */

const option = z.looseObject({
  type: z.string().optional(),
  vars: z.array(z.looseObject({ name: z.string() })).optional(),
});
const docs = z.record(z.string(), z.looseObject({ doc: z.looseObject({ options: z.record(z.string(), option) }) }));

interface Planting {
  readonly host: string;
  readonly plugin: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Where somebody counts who calls. */
interface Place {
  readonly address: string;
  readonly port: number;
}

/** One of those that an option of a plugin comes from. */
interface Variable {
  readonly plugin: string;
  readonly name: string;
  readonly type: string;
}

/** Nobody listens there. */
const NOBODY = '127.0.9.250';

async function plantings(controller: Controller, at: Place, program: string): Promise<readonly Planting[]> {
  const doc = (...args: readonly string[]) =>
    execa(join(dirname(controller.executable), 'ansible-doc'), ['-t', 'connection', '--json', ...args], {
      timeout: 120_000,
    });
  // With `_` before it, a name is an older one of another.
  const names = Object.keys(JSON.parse((await doc('-l')).stdout)).filter((name) => !/(^|\.)_/.test(name));
  const read = docs.parse(JSON.parse((await doc(...names)).stdout));
  const found: Planting[] = [];
  for (const [plugin, { doc: its }] of Object.entries(read)) {
    const values = Object.values(its.options).flatMap(({ type = 'string', vars = [] }) =>
      vars.flatMap(({ name }) => valuesOf({ plugin, name, type }, at, program).map((value) => [name, value] as const)),
    );
    const plant = (variables: Planting['variables']) => found.push({ host: `h${found.length}`, plugin, variables });
    for (const [name, value] of values) plant({ ansible_host: NOBODY, ansible_port: at.port, [name]: value });
    plant(Object.fromEntries(values));
  }
  return found;
}

/** Ways to lead somewhere, or to run something, that an option of this type has room for. */
function valuesOf({ plugin, name, type }: Variable, at: Place, program: string): readonly unknown[] {
  if (/^bool/.test(type)) return [];
  // Another number leads nowhere; one of attempts would only be waited for.
  if (/^int|^float/.test(type)) return /port/.test(name) ? [at.port] : [];
  // What is no machine is refused before it reads anything.
  if (!/ssh$/.test(plugin)) return [at.address];
  // ssh removes what it finds there, if it is no living socket: the program must stay for the others.
  if (/control_path$/.test(name)) return [at.address];
  if (/_args$/.test(name)) return [`-o ProxyJump=${at.address}:${at.port}`, `-o ProxyCommand='${program}'`];
  const words = [at.address, program];
  return type === 'list' ? words.map((one) => [one]) : words;
}

const PLAY = (added: Place) => `
- hosts: planted
  gather_facts: false
  ignore_errors: true
  ignore_unreachable: true
  tasks:
    - {name: plain, raw: touch made}
- hosts: planted[0]
  gather_facts: false
  ignore_errors: true
  ignore_unreachable: true
  tasks:
    - {add_host: {name: new, ansible_host: ${added.address}, ansible_port: ${added.port}}}
    - {name: to the added one, raw: touch made, delegate_to: new}
    - {name: to an address, raw: touch made, delegate_to: ${added.address}, vars: {ansible_port: ${added.port}}}
- {hosts: new, gather_facts: false, ignore_unreachable: true, tasks: [{name: on the added one, raw: touch made, ignore_errors: true}]}
`;

function filesFor(all: readonly Planting[], added: Place) {
  const hosts = Object.fromEntries(
    all.map(({ host: name, plugin, variables }) => [name, { ...variables, ansible_connection: plugin }]),
  );
  return {
    'inventory/hosts.yml': stringify({ planted: { hosts } }),
    'ansible.cfg': '[defaults]\nforks = 20\ntimeout = 5\nhost_key_checking = false\n',
    'play.yml': PLAY(added),
  };
}

const controllers = await controllersToTest();

describe.each(controllers)('ansible-core $coreVersion', { timeout: 900_000 }, (controller) => {
  async function ground() {
    const folder = playFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const [ours, real] = [await canary('127.0.9.1'), await canary('127.0.9.2')];
    const program = join(folder.path, 'program');
    const ran = join(folder.path, 'program-ran');
    writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\nexit 1\n`);
    chmodSync(program, 0o755);
    return { folder: folder.path, ours, real, program, ran, planted: await plantings(controller, real, program) };
  }

  test('nobody that a variable names is called, and no program of its is run', async () => {
    const { folder, ours, real, program, ran, planted } = await ground();
    expect(planted.length).toBeGreaterThan(60);
    const run = await play(controller, folder, {
      mayActLocally: false,
      hosts: planted.map(({ host: name }) => host(name, ours.address, ours.port)),
      doubles: { users: {}, addresses: {}, frozen: null },
      args: ['-i', 'inventory'],
      files: filesFor(planted, real),
      timeLimitMs: 800_000,
    });
    expect(run.how, run.output.slice(-2_000)).toBe('exited');
    expect(real.called).toEqual([]);
    expect(existsSync(ran)).toBe(false);
    expect(existsSync(join(folder, 'made'))).toBe(false);
    expect(program).toContain(folder);
    // It was not for want of trying: those that are machines were led to their doubles.
    expect(ours.called.length).toBeGreaterThan(planted.filter(({ plugin }) => plugin.endsWith('.ssh')).length / 2);
  });

  test('without the guard the same plantings are called, and run', async () => {
    const { folder, real, ran, planted } = await ground();
    const alive = planted.filter(({ plugin }) => plugin.endsWith('.ssh'));
    for (const [name, text] of Object.entries(filesFor(alive, real))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    await execa(controller.executable, ['-i', 'inventory', 'play.yml'], {
      cwd: folder,
      env: { ANSIBLE_SSH_RETRIES: '0' },
      reject: false,
      stdin: 'ignore',
      timeout: 600_000,
    });
    expect(real.called.length).toBeGreaterThan(5);
    expect(existsSync(ran)).toBe(true);
  });

  test('code in Ansible’s own process calls nobody: lookups, filters, connection plugins as they are imported', async () => {
    const workplace = new Workplace();
    onTestFinished(() => workplace[Symbol.dispose]());
    const ways = await Promise.all(Array.from({ length: 5 }, (_, index) => canary(`127.0.9.${10 + index}`)));
    const call = (at: number) => {
      const { address, port } = ways[at] as (typeof ways)[number];
      return `__import__("socket").create_connection(("${address}", ${port}), 2)`;
    };
    const tried = (at: number) => `try:\n    ${call(at)}\nexcept OSError: pass\n`;
    const { address, port } = ways[0] as (typeof ways)[number];
    const files = {
      hosts: 'web1 ansible_host=10.30.0.1\n',
      'filter_plugins/calls.py': `${tried(1)}\ndef calls(value):\n    try: ${call(2)}\n    except OSError: pass\n    return value\nclass FilterModule:\n    def filters(self): return {"calls": calls}\n`,
      'connection_plugins/mine.py': tried(3),
      'site.yml': `
- hosts: web1
  gather_facts: false
  vars:
    piped: "{{ lookup('pipe', 'bash -c \\"echo >/dev/tcp/${address}/${port}\\" 2>/dev/null || true') }}"
    url: "{{ lookup('url', 'http://${ways[4]?.address}:${ways[4]?.port}', errors='ignore') }}"
  tasks:
    - {debug: {msg: "{{ piped ~ (url | default('')) ~ ('x' | calls) }}"}}
    - {name: Job, command: sleep 1, async: 30, poll: 1}
`,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workplace.folder, name)), { recursive: true });
      writeFileSync(join(workplace.folder, name), text);
    }
    const inventory = ['-i', join(workplace.folder, 'hosts'), '--faults', 'fail'];
    const { report } = await workplace.drillReport(
      join(workplace.folder, 'site.yml'),
      controller.executable,
      ...inventory,
    );
    expect(report.trials.map(({ outcome }) => outcome.kind)).toEqual(['surfaced']);
    expect(ways.flatMap(({ called }) => called)).toEqual([]);
    rmSync(join(workplace.folder, 'connection_plugins'), { recursive: true });
  });
});
