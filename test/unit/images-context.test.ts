import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { basePackages, CONTAINERS_DIR, imageDigest, imageFiles } from '../../harness/lab/images/image-context.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'images-test-'));
  cpSync(CONTAINERS_DIR, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

test('the digest depends on content alone, not on place or time', () => {
  expect(imageDigest('light', dir)).toBe(imageDigest('light'));
  expect(imageDigest('light', dir)).not.toBe(imageDigest('systemd', dir));
});

test('a changed file of one kind changes that image; a shared one changes both', () => {
  const before = [imageDigest('light', dir), imageDigest('systemd', dir)] as const;
  const init = join(dir, 'light/init');
  writeFileSync(init, readFileSync(init, 'utf8').replace('sh', 'hs')); // the same length
  expect(imageDigest('light', dir)).not.toBe(before[0]);
  expect(imageDigest('systemd', dir)).toBe(before[1]);
  appendFileSync(join(dir, 'boot/prepare'), '#');
  expect(imageDigest('systemd', dir)).not.toBe(before[1]);
});

test('the context has what the Dockerfiles copy', () => {
  expect(imageFiles('light')).toEqual(
    expect.arrayContaining(['boot/prepare', 'boot/packages', 'light/Dockerfile', 'light/init']),
  );
  expect(imageFiles('light').some((file) => file.startsWith('systemd'))).toBe(false);
  expect(basePackages()).toEqual(expect.arrayContaining(['openssh-server', 'python3', 'sudo']));
});
