import { expect, test } from 'vitest';
import { systemsNamed } from '../../harness/cli/host-system.ts';
import { HOST_SYSTEMS, SYSTEM_NAMES } from '../../harness/lab/host-system.ts';
import { baseFailed } from '../../harness/lab/images/debian-base.ts';
import { doctorCommand, imageFor, imagesOf, ownImage } from '../../harness/lab/images/own-images.ts';

test('a short name is our image of this kind; any other name is what the engine knows', () => {
  expect(imageFor('light')).toBe('reapcheck/light:debian-12');
  expect(imageFor('light', 'debian-13')).toBe('reapcheck/light:debian-13');
  expect(imageFor('systemd', 'sid')).toBe('reapcheck/systemd:sid');
  for (const other of [
    'debian-14',
    'sid:latest',
    'reapcheck/light:debian-12',
    'registry.example:5000/mine',
    'toString',
  ])
    expect(imageFor('light', other)).toBe(other);
});

test('ours are known by their whole names', () => {
  expect(ownImage('reapcheck/systemd:debian-11')).toEqual({ kind: 'systemd', system: 'debian-11' });
  for (const other of ['debian-11', 'reapcheck/light', 'reapcheck/light:debian-14', 'mine/reapcheck/light:debian-12'])
    expect(ownImage(other)).toBeUndefined();
});

test('the command that makes them names what is not made without asking', () => {
  expect(doctorCommand(['debian-12'])).toBe('npx reapcheck doctor --fix');
  expect(doctorCommand(['debian-13', 'debian-12', 'debian-13', 'sid'])).toBe(
    'npx reapcheck doctor --fix --image debian-13,sid',
  );
});

test('each system has a base and a release of its own, and is a light host at least', () => {
  const systems = Object.values(HOST_SYSTEMS);
  expect(new Set(systems.map(({ base }) => base)).size).toBe(systems.length);
  const suites = systems.flatMap(({ recipe }) => (recipe.by === 'debian' ? [recipe.suite] : []));
  expect(new Set(suites).size).toBe(suites.length);
  for (const { kinds } of systems) expect(kinds).toContain('light');
});

test('a kind that there is none of is refused, with those that there are', () => {
  expect(imageFor('light', 'alpine')).toBe('reapcheck/light:alpine');
  expect(imagesOf('alpine')).toEqual([{ kind: 'light', system: 'alpine' }]);
  expect(ownImage('reapcheck/systemd:alpine')).toBeUndefined();
  expect(() => imageFor('systemd', 'alpine')).toThrow(
    expect.objectContaining({
      code: 'no-such-kind',
      kind: 'usage',
      expected: expect.stringMatching(/--kind light.*debian-11, debian-12/),
    }),
  );
});

test('names on the command line: each once; one that is none is told with the list', () => {
  expect(systemsNamed('debian-13, debian-11,debian-13')).toEqual(['debian-13', 'debian-11']);
  expect(() => systemsNamed('debian-13,debain-11')).toThrow(
    expect.objectContaining({
      code: 'unknown-system',
      kind: 'usage',
      expected: SYSTEM_NAMES.join(', '),
      remedy: expect.stringContaining('debian-11'),
    }),
  );
  for (const none of ['', 'debian-13,', 'slackware', 'toString'])
    expect(() => systemsNamed(none)).toThrow('no host image');
});

test('a mirror without the release is told apart from other failures', () => {
  const failed = { base: 'debian:11-slim', suite: 'bullseye', mirror: 'http://mirror.example/debian', why: 'rc 1' };
  for (const output of [
    'E: Failed getting release file http://mirror.example/debian/dists/bullseye/Release\n',
    "E: The repository 'http://mirror.example/debian bullseye Release' does not have a Release file.\n",
  ]) {
    const release = baseFailed({ ...failed, output });
    expect(release).toMatchObject({ code: 'no-such-release', kind: 'environment' });
    expect(release.what).toContain('http://mirror.example/debian');
    expect(release.what).toContain('bullseye');
  }
  const other = baseFailed({ ...failed, output: 'W: Failure trying to run: chroot /mnt dpkg\n' });
  expect(other).toMatchObject({ code: 'base-failed', seen: expect.stringContaining('chroot /mnt') });
});
