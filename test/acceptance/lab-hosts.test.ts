import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectEngine } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import type { HostKindName } from '../../harness/lab/host-system.ts';
import { type Lab, openLab } from '../../harness/lab/lab.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { bootId, ssh } from './lab-kit.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BOOT = { withinMs: 60_000 };
const kinds = Object.keys(HOST_KINDS) as HostKindName[];

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

async function startOne(kind: HostKindName, user: 'root' | 'operator' = 'root') {
  const [started] = await lab.start([{ name: 'web-1', user }], { kind });
  if (!started) throw new Error('no host');
  onTestFinished(() => started.stop());
  return started;
}

describe.each(kinds)('a %s host', (kind) => {
  test('`reboot` over ssh: the same address, another boot', async () => {
    const started = await startOne(kind);
    const { host, link } = started;
    const first = await bootId(host);
    expect(first).toMatch(UUID);
    await ssh(host, 'touch /root/kept /run/lost; nohup sleep 999 >/dev/null 2>&1 & reboot');
    await started.waitForBoots(2, BOOT);
    const second = await bootId(host);
    expect(second).toMatch(UUID);
    expect(second).not.toBe(first);
    expect([host.address, host.port]).toEqual([link.address, link.port]);
    expect((await ssh(host, 'ls /root/kept /run/lost; pgrep -f "sleep 999"')).stdout.trim()).toBe('/root/kept');
    expect(started.boots).toHaveLength(2);
    // The time since boot began anew, too: less than the machine's, by far.
    const uptime = Number((await ssh(host, 'cut -d. -f1 /proc/uptime')).stdout);
    expect(uptime).toBeLessThan(60);
  });

  test('a reboot keeps the host down for as long as it was told to', async () => {
    const started = await startOne(kind);
    started.downtimeMs = 1_500;
    const states: string[] = [];
    let downAt = 0;
    let upAt = 0;
    started.onChange((state) => {
      states.push(state);
      if (state === 'rebooting') downAt = elapsed();
      if (state === 'up') upAt = elapsed();
    });
    await ssh(started.host, 'reboot');
    await waitFor(() => ({ done: started.state === 'rebooting', value: undefined, last: started.state }), {
      what: 'the host to go down',
      ...BOOT,
    });
    expect((await ssh(started.host, 'true')).stderr).toMatch(/reset|refused/i);
    await started.waitForBoots(2, BOOT);
    expect(states).toEqual(['rebooting', 'up']);
    expect(upAt - downAt).toBeGreaterThanOrEqual(1_500);
    expect(await bootId(started.host)).toMatch(UUID);
  });

  test('a delayed boot', async () => {
    const started = await startOne(kind);
    await started.delayBoots(1_500);
    await ssh(started.host, 'reboot');
    await started.waitForBoots(2, BOOT);
    expect(started.boots[1]?.tookMs).toBeGreaterThanOrEqual(1_500);
  });

  test('a reboot under the same boot id', async () => {
    const started = await startOne(kind);
    const first = await bootId(started.host);
    await started.keepBootId();
    await ssh(started.host, 'touch /run/lost; reboot');
    await started.waitForBoots(2, BOOT);
    expect((await ssh(started.host, 'ls /run/lost')).stderr).toContain('No such file');
    expect(await bootId(started.host)).toBe(first);
  });

  test('a host that was powered off stays down, until it is powered on', async () => {
    const started = await startOne(kind);
    const first = await bootId(started.host);
    await ssh(started.host, 'poweroff');
    await waitFor(() => ({ done: started.state === 'off', value: undefined, last: started.state }), {
      what: 'the power to be off',
      ...BOOT,
    });
    expect((await ssh(started.host, 'true')).code).toBe(255);
    expect(started.boots).toHaveLength(1);
    await started.powerOn();
    expect(started.boots).toHaveLength(2);
    expect(await bootId(started.host)).not.toBe(first);
  });

  test('the host key is known beforehand; after it was replaced, ssh refuses', async () => {
    const started = await startOne(kind);
    expect(await ssh(started.host, 'echo in')).toMatchObject({ code: 0, stdout: 'in\n', stderr: '' });
    await started.replaceHostKey();
    expect(await ssh(started.host, 'echo still')).toMatchObject({ code: 0, stdout: 'still\n' });
    await ssh(started.host, 'reboot');
    await started.waitForBoots(2, BOOT);
    const refused = await ssh(started.host, 'echo in');
    expect(refused).toMatchObject({ code: 255, stdout: '' });
    expect(refused.stderr).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
  });

  test('it listens on 127.0.0.1 only, and is not privileged', async () => {
    const { containerId } = await startOne(kind);
    const engine = await connectEngine();
    const { HostConfig, NetworkSettings } = await engine.getContainer(containerId).inspect();
    expect(Object.values(NetworkSettings.Ports).flat()).toEqual([
      { HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) },
    ]);
    expect(HostConfig.Privileged).toBe(false);
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect([...(HostConfig.CapAdd ?? [])].map((name) => name.replace('CAP_', '')).sort()).toEqual(
      [...HOST_KINDS[kind].capabilities].sort(),
    );
  });

  test('operator logs in and becomes root; faults may leave receipts', async () => {
    const { host } = await startOne(kind, 'operator');
    expect((await ssh(host, 'whoami; sudo -n whoami; hostname')).stdout).toBe('operator\nroot\nweb-1\n');
    expect((await ssh(host, `touch ${host.receiptsDir}/x && stat -c %a ${host.receiptsDir}`)).stdout).toBe('1777\n');
  });
});

test('many hosts at a time, each with its own address, key and boot', async () => {
  const hosts = await lab.start(6, { kind: 'light', prefix: 'many' });
  expect(hosts.map(({ host }) => host.name)).toEqual(['many-1', 'many-2', 'many-3', 'many-4', 'many-5', 'many-6']);
  const boots = await Promise.all(hosts.map(({ host }) => bootId(host)));
  expect(new Set(boots).size).toBe(6);
  expect(new Set(hosts.map(({ host }) => host.port)).size).toBe(6);
  // A rebooting host disturbs no other.
  await Promise.all(hosts.slice(0, 3).map(({ host }) => ssh(host, 'reboot')));
  await Promise.all(hosts.slice(0, 3).map((it) => it.waitForBoots(2, BOOT)));
  const after = await Promise.all(hosts.map(({ host }) => bootId(host)));
  expect(after.map((id, index) => id === boots[index])).toEqual([false, false, false, true, true, true]);
  await Promise.all(hosts.map((it) => it.stop()));
  const engine = await connectEngine();
  const filters = { label: [`io.reapcheck.session=${lab.session.id}`] };
  expect(await engine.listContainers({ all: true, filters })).toEqual([]);
});
