import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { parseOneLine } from '../../harness/lab/images/apt-source.ts';
import { debianMirror, readAptSources } from '../../harness/lab/images/debian-mirror.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function etc(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'apt-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const STANZA = 'Types: deb\nURIs: http://deb822.example/debian\nSuites: trixie\nComponents: main\n';

test('reads both formats, and no other files', () => {
  const folder = etc({
    'sources.list': 'deb http://list.example/debian bookworm main',
    'sources.list.d/a.list': 'deb http://a.example/debian bookworm main',
    'sources.list.d/b.sources': STANZA,
    'sources.list.d/c.list.save': 'deb http://saved.example/debian bookworm main',
  });
  expect(readAptSources(folder).map(({ uri }) => uri)).toEqual([
    'http://list.example/debian',
    'http://a.example/debian',
    'http://deb822.example/debian',
  ]);
});

test('a machine without sources has no mirror', () => {
  expect(debianMirror(readAptSources(etc({})), 'bookworm')).toBeUndefined();
});

test('passes over what is not the main archive of Debian', () => {
  const sources = parseOneLine(`
deb https://packages.example/apt cloud-sdk-bookworm main
deb https://node.example/node_20.x nodistro main
deb http://security.example/debian-security bookworm-security main
deb http://free.example/debian bookworm contrib
deb cdrom:[Debian]/ bookworm main
deb http://old.example/debian bullseye main
deb [signed-by=/usr/share/keyrings/mine.gpg] http://right.example/debian bookworm main`);
  expect(debianMirror(sources, 'bookworm')).toEqual({
    uri: 'http://right.example/debian',
    keyring: '/usr/share/keyrings/mine.gpg',
    checkSignature: true,
  });
});

test('a machine of another release takes its own mirror; gpgv reads no .asc keyring; a trusted source is not checked', () => {
  const sources = parseOneLine('deb [trusted=yes signed-by=/k.asc] http://trixie.example/debian trixie main');
  expect(debianMirror(sources, 'bookworm')).toEqual({
    uri: 'http://trixie.example/debian',
    keyring: undefined,
    checkSignature: false,
  });
});

test('a list of mirrors, as in cloud images: its first', () => {
  const folder = etc({ 'mirrors/debian.list': 'https://first.example/debian\nhttps://second.example/debian\n' });
  const sources = parseOneLine(`deb mirror+file:${folder}/mirrors/debian.list bookworm main`);
  expect(debianMirror(sources, 'bookworm')?.uri).toBe('https://first.example/debian');
});
