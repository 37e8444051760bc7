import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEngine, type Engine, removeContainer } from '../../harness/lab/engine.ts';
import { HOST_KINDS, WANTED_DIR } from '../../harness/lab/host-kind.ts';
import type { HostKindName } from '../../harness/lab/host-system.ts';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { exec } from '../../harness/process/exec.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { waitForBanner } from './images-banner.ts';

const login = generateKeyPair('login');
const hostKey = generateKeyPair('host');
let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await connectEngine();
  folder = mkdtempSync(join(tmpdir(), 'images-test-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'authorized_keys'), `${login.publicKey}\n`);
  writeFileSync(join(folder, 'ssh_host_ed25519_key'), hostKey.privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'ssh_host_ed25519_key.pub'), `${hostKey.publicKey}\n`);
  writeFileSync(join(folder, 'login'), login.privateKey, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A container of the image alone, without the lab: what PID 1 does must not depend on it. */
class Bare implements AsyncDisposable {
  readonly container: Docker.Container;
  constructor(container: Docker.Container) {
    this.container = container;
  }

  static async create(kind: HostKindName, binds: readonly string[] = [`${folder}:${WANTED_DIR}:ro`]): Promise<Bare> {
    const { image, capabilities, securityOptions, tmpfs } = HOST_KINDS[kind];
    const hostConfig: Docker.HostConfig & { readonly CgroupnsMode: string } = {
      CapAdd: [...capabilities],
      SecurityOpt: [...securityOptions],
      Tmpfs: { ...tmpfs },
      CgroupnsMode: 'private',
      Binds: [...binds],
      PortBindings: { '22/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    };
    return new Bare(
      await engine.createContainer({ Image: image, ExposedPorts: { '22/tcp': {} }, HostConfig: hostConfig }),
    );
  }

  /** Returns how long it took until the SSH banner, in ms. */
  async boot(): Promise<number> {
    const began = elapsed();
    await this.container.start();
    await waitForBanner(await this.port());
    return elapsed() - began;
  }

  async port(): Promise<number> {
    const { NetworkSettings } = await this.container.inspect();
    return Number(NetworkSettings.Ports['22/tcp']?.[0]?.HostPort);
  }

  async ssh(command: string, user = 'root') {
    const port = await this.port();
    const knownHosts = join(folder, `known_hosts-${port}`);
    writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey.publicKey}\n`);
    const options = [
      `UserKnownHostsFile=${knownHosts}`,
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      'IdentitiesOnly=yes',
    ];
    const args = [
      '-F',
      'none',
      '-q',
      '-p',
      String(port),
      '-i',
      join(folder, 'login'),
      ...options.flatMap((one) => ['-o', one]),
    ];
    return await exec('ssh', [...args, `${user}@127.0.0.1`, command], { timeoutMs: 30_000 });
  }

  async exitCode(): Promise<number> {
    return (await this.container.wait()).StatusCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeContainer(engine, this.container.id);
  }
}

describe.each(['light', 'systemd'] as const)('%s', (kind) => {
  test('boots: keys taken over, receipts for all, and a boot of its own', async () => {
    await using host = await Bare.create(kind);
    await host.boot();
    const state = await host.ssh('cat /run/reapcheck/boot');
    expect(state.stdout.split('\n')).toEqual(expect.arrayContaining(['fresh-uptime=ok', 'boot-id=ok']));
    expect((await host.ssh('stat -c %a /run/reapcheck/receipts /run/reapcheck/compiled')).stdout).toBe('1777\n1777');
    expect(Number((await host.ssh('cut -d. -f1 /proc/uptime')).stdout)).toBeLessThan(30);
    expect((await host.ssh('ls /etc/ssh/ssh_host_*_key')).stdout).toBe('/etc/ssh/ssh_host_ed25519_key');
    expect((await host.ssh('sudo -n id -u', 'operator')).stdout).toBe('0');
    expect((await host.ssh('python3 -c "import json, sqlite3, ssl; print(1)"')).stdout).toBe('1');
    expect((await host.ssh('python3 -c "import sys; print(*sys.modules)"')).stdout).toContain(
      'reapcheck_keep_compiled',
    );
    // With SYS_TIME a playbook could set the clock of the machine; bit 25 (capabilities(7), linux/capability.h).
    const bounding = BigInt(`0x${(await host.ssh("sed -n 's/^CapBnd:.//p' /proc/self/status")).stdout}`);
    expect((bounding >> 25n) & 1n).toBe(0n);
    if (kind === 'systemd') {
      expect(state.stdout).toContain('cgroup2=ok');
      expect((await host.ssh('systemctl is-system-running --wait; systemctl --failed -q')).stdout).toBe('running');
    }
  });

  test('a reboot exits with 129, a power off with 130, a stop with 0; each boot has an id of its own', async () => {
    await using host = await Bare.create(kind);
    const ids: string[] = [];
    const endings: readonly (readonly [string | undefined, number])[] = [
      ['shutdown -r now', 129],
      ['shutdown -r +0 "Reboot initiated by Ansible"', 129],
      ['reboot', 129],
      ['poweroff', 130],
      ['shutdown -P 0', 130],
      [undefined, 0],
    ];
    for (const [command, code] of endings) {
      await host.boot();
      const id = (await host.ssh('cat /proc/sys/kernel/random/boot_id')).stdout;
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      ids.push(id);
      // Whether ssh ends before the host does is a race; the host's exit code isn't.
      if (command) await host.ssh(command);
      else await host.container.stop();
      expect(await host.exitCode(), command ?? 'docker stop').toBe(code);
    }
    expect(new Set(ids).size).toBe(endings.length);
  });

  test('a later shutdown can be called off, and keeps other users out meanwhile', async () => {
    await using host = await Bare.create(kind);
    await host.boot();
    expect((await host.ssh('shutdown -r +1 "soon"')).failed).toBe(false);
    expect((await host.ssh('id -un', 'operator')).failed).toBe(true);
    expect((await host.ssh('shutdown -c')).failed).toBe(false);
    expect((await host.ssh('id -un', 'operator')).stdout).toBe('operator');
    expect((await host.ssh('shutdown -r soon')).failed).toBe(true);
    expect((await host.ssh('/sbin/shutdown -r now', 'operator')).failed).toBe(true);
  });

  test('a later shutdown outlives the terminal that asked for it, on a slow host too', async () => {
    await using host = await Bare.create(kind);
    await host.boot();
    const slow = '#!/bin/sh\nsleep 0.5\nexec /usr/bin/setsid "$@"\n';
    await host.ssh(`printf '%s' '${slow}' >/usr/local/bin/setsid && chmod +x /usr/local/bin/setsid`);
    expect((await host.ssh('script -qec "shutdown -r +1 soon" /dev/null')).failed).toBe(false);
    const asked = kind === 'light' ? 'pgrep -fx "sleep 60"' : 'cat /run/systemd/shutdown/scheduled';
    const look = async () => ({
      done: !(await host.ssh(asked)).failed,
      value: undefined,
      last: 'nothing is scheduled',
    });
    await waitFor(look, { what: 'the host to go down in a minute', withinMs: 10_000 });
  });

  test('waits for the boot delay before anything answers', async () => {
    const delay = join(folder, 'delay');
    writeFileSync(delay, '1.5\n');
    await using host = await Bare.create(kind, [
      `${folder}/authorized_keys:${WANTED_DIR}/authorized_keys:ro`,
      `${delay}:${WANTED_DIR}/boot-delay:ro`,
    ]);
    expect(await host.boot()).toBeGreaterThan(1_500);
  });

  test('the image holds no key and no machine id', async () => {
    const { image } = HOST_KINDS[kind];
    await using host = new Bare(
      await engine.createContainer({
        Image: image,
        Tty: true,
        Cmd: [
          'sh',
          '-c',
          'find /etc/ssh /root /home /etc/reapcheck -name "ssh_host_*" -o -path "*/.ssh/*"; cat /etc/machine-id 2>/dev/null',
        ],
      }),
    );
    const output = await host.container.attach({ stream: true, stdout: true, stderr: true });
    await host.container.start();
    let seen = '';
    for await (const chunk of output) seen += String(chunk);
    await host.exitCode();
    expect(seen.trim()).toBe('');
  });
});
