import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLab } from '../../harness/lab/lab.ts';

/** CAP_SYS_ADMIN of capabilities(7). */
const SYS_ADMIN = 1n << 21n;

/** test/set-up.ts has made it. */
const IMAGE = { name: 'reapcheck/controller:ansible-core-2.19', python: '/opt/ansible/bin/python3' };

test.each([
  ['a double of this machine', undefined],
  ['a controller from an image', IMAGE],
])('nothing that is done in %s gets out of it', { timeout: 120_000 }, async (_, image) => {
  await using lab = await openLab();
  const [host] = await lab.start(1);
  if (!host) throw new Error('no host');
  // Of this machine, and not of the folder that is shared.
  const outside = mkdtempSync(join(tmpdir(), 'rc-outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  let called = 0;
  const canary = createServer((socket) => {
    called += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void canary.close());
  const { port } = canary.address() as AddressInfo;

  const workDir = join(lab.session.folder, 'run-1');
  mkdirSync(workDir, { mode: 0o700 });
  const signal = AbortSignal.timeout(60_000);
  await using double = await lab.startController({
    ...{ workDir, ports: [host.link.port], signal },
    inside: image && { ...image, shown: [outside] },
  });
  const shell = async (script: string) => {
    const outputFile = join(lab.session.folder, 'output');
    const { ended } = await double.start({ words: ['bash', '-c', script], cwd: outside, env: process.env, outputFile });
    const { exitCode, cause } = await ended;
    expect(cause).toBeUndefined();
    return { exitCode, text: readFileSync(outputFile, 'utf8') };
  };

  // The same disk, at the same path, as the same user.
  writeFileSync(join(outside, 'kept'), 'here');
  const wrote = await shell('touch mark; rm kept; ls; id -u');
  expect(wrote.text).toBe(`mark\n${process.getuid?.()}\n`);
  expect(existsSync(join(outside, 'mark'))).toBe(false);
  expect(existsSync(join(outside, 'kept'))).toBe(true);

  // What a mount of the real disk would take is nowhere: not for a command, not for PID 1, and not for a root that leaves its chroot.
  const capabilities = await shell(`grep -h CapBnd /proc/self/status /proc/1/status`);
  for (const line of capabilities.text.trim().split('\n')) {
    expect(BigInt(`0x${line.split('\t')[1]}`) & SYS_ADMIN).toBe(0n);
  }
  expect((await shell('cat /proc/1/mountinfo')).text).not.toMatch(/ \/host/);
  const attempt = `
import os, subprocess
os.makedirs('jail', exist_ok=True)
try:
    os.chroot('jail')
    for _ in range(64): os.chdir('..')
    os.chroot('.')
except OSError: pass
for order in (['mount', '-o', 'remount,bind,rw', '/host'], ['mount', '-t', 'tmpfs', 'none', '/mnt'], ['touch', '/host${outside}/escaped']):
    subprocess.call(order, stderr=subprocess.DEVNULL)
print(sorted(os.listdir('/host')) if os.path.exists('/host') else [])
`;
  const escaped = await shell(`python3 -c '${attempt.replaceAll("'", "'\\''")}'`);
  expect(escaped.text.trim().split('\n').at(-1)).toBe('[]');
  expect(existsSync(join(outside, 'escaped'))).toBe(false);

  // An image shows nothing else of this machine.
  const others = await shell(`ls ${tmpdir()}; cat ${lab.session.identityFile}`);
  if (image) expect(others.text).not.toMatch(/PRIVATE KEY/);
  else expect(others.text).toMatch(/PRIVATE KEY/);

  // A loopback of its own, and no other interface: only our link answers.
  const interfaces = (await shell('tail -n +3 /proc/net/dev')).text.trim().split('\n');
  expect(interfaces.map((line) => line.split(':')[0]?.trim())).toEqual(['lo']);
  const call = await shell(`exec 3<>/dev/tcp/127.0.0.1/${port}`);
  expect(call.exitCode).not.toBe(0);
  expect(called).toBe(0);
  const banner = await shell(`exec 3<>/dev/tcp/127.0.0.1/${host.link.port}; head -c 8 <&3`);
  expect(banner.text).toBe('SSH-2.0-');
});
