import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DebianRecipe, HOST_SYSTEMS, type HostSystemName, SYSTEM_NAMES } from '../../harness/lab/host-system.ts';
import {
  basePackages,
  buildOf,
  CONTAINERS_DIR,
  imageDigest,
  imageFiles,
} from '../../harness/lab/images/image-context.ts';

const LIGHT = { kind: 'light', system: 'debian-12' } as const;
const SYSTEMD = { kind: 'systemd', system: 'debian-12' } as const;

let dir: string;

function recipe(system: HostSystemName): DebianRecipe {
  const found = HOST_SYSTEMS[system].recipe;
  if (found.by !== 'debian') throw new Error(`${system} is not Debian`);
  return found;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'images-test-'));
  cpSync(CONTAINERS_DIR, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

test('the digest depends on content alone, not on place or time', () => {
  expect(imageDigest(LIGHT, dir)).toBe(imageDigest(LIGHT));
  expect(imageDigest(LIGHT, dir)).not.toBe(imageDigest(SYSTEMD, dir));
});

test('a changed file of one kind changes that image; a shared one changes both', () => {
  const before = [imageDigest(LIGHT, dir), imageDigest(SYSTEMD, dir)] as const;
  const init = join(dir, 'light/init');
  writeFileSync(init, readFileSync(init, 'utf8').replace('sh', 'hs')); // the same length
  expect(imageDigest(LIGHT, dir)).not.toBe(before[0]);
  expect(imageDigest(SYSTEMD, dir)).toBe(before[1]);
  appendFileSync(join(dir, 'boot/prepare'), '#');
  expect(imageDigest(SYSTEMD, dir)).not.toBe(before[1]);
});

test('the context has what the Dockerfiles copy', () => {
  expect(imageFiles(LIGHT)).toEqual(
    expect.arrayContaining(['boot/prepare', 'boot/packages', 'light/Dockerfile', 'light/init']),
  );
  expect(imageFiles(LIGHT).some((file) => file.startsWith('systemd'))).toBe(false);
  expect(basePackages(recipe('debian-12'))).toEqual(expect.arrayContaining(['openssh-server', 'python3', 'sudo']));
});

test('of the same files, the digest is what it was in 0.1: nobody makes an image anew for nothing', () => {
  const small = join(dir, 'small');
  for (const folder of ['boot', 'light']) mkdirSync(join(small, folder), { recursive: true });
  writeFileSync(join(small, 'boot/packages'), 'openssh-server\n');
  writeFileSync(join(small, 'light/init'), '#!/bin/sh\n');
  expect(imageDigest(LIGHT, small)).toBe('f82b4b0d35cf9b2e8c55124a27c19236ca70b46abe480f53908f726999159c51');
});

test('each system has a digest of its own', () => {
  const digests = SYSTEM_NAMES.map((system) => imageDigest({ kind: 'light', system }));
  expect(new Set(digests).size).toBe(SYSTEM_NAMES.length);
});

test('what debootstrap can’t get is left to apt, with what apt needs to choose well', () => {
  const all = basePackages(recipe('debian-12'));
  expect(basePackages(recipe('debian-11'))).toEqual(all);
  const newer = basePackages(recipe('debian-13'));
  expect(newer).toContain('systemd-standalone-sysusers');
  expect(newer).toContain('python3');
  expect(newer).not.toContain('cron');
  for (const name of recipe('debian-13').sysusers?.dependents ?? []) expect(all).toContain(name);
});

test('the recipe of another system has all that its Dockerfile copies, and none of the packages of others', () => {
  for (const system of SYSTEM_NAMES.filter((name) => HOST_SYSTEMS[name].recipe.by === 'registry')) {
    const image = { kind: 'light', system } as const;
    const { dockerfile, args } = buildOf(image);
    const files = imageFiles(image);
    const copied = [...readFileSync(join(CONTAINERS_DIR, dockerfile), 'utf8').matchAll(/^COPY (.*) \S+$/gm)]
      .flatMap(([, sources = '']) => sources.split(' '))
      .map((source) => source.replace(/\$\{(\w+)\}/, (_, name: string) => args[name] ?? ''));
    expect([...copied, dockerfile].toSorted()).toEqual(files.toSorted());
    for (const file of files) expect(existsSync(join(CONTAINERS_DIR, file)), `${system}: ${file}`).toBe(true);
    const install = readFileSync(join(CONTAINERS_DIR, 'other/install'), 'utf8');
    expect(install).toMatch(new RegExp(`^  ${args.MANAGER}\\)`, 'm'));
    const packages = readFileSync(join(CONTAINERS_DIR, args.PACKAGES ?? ''), 'utf8').split('\n');
    expect(packages).toContain('python3');
    expect(packages.some((name) => /^openssh(-server)?$/.test(name))).toBe(true);
  }
});

test('a change to the recipes of other systems leaves Debian’s images as they are', () => {
  const before = imageDigest(LIGHT, dir);
  const alpine = { kind: 'light', system: 'alpine' } as const;
  const digest = imageDigest(alpine, dir);
  appendFileSync(join(dir, 'other/install'), '#');
  expect(imageDigest(LIGHT, dir)).toBe(before);
  expect(imageDigest(alpine, dir)).not.toBe(digest);
});
