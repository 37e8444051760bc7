import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { KnownHosts, knownHostsLine } from '../../harness/lab/known-hosts.ts';

test('a port other than 22 is part of the name, the comment is not', () => {
  expect(knownHostsLine('127.0.0.1', 2222, 'ssh-ed25519 AAAA web-1')).toBe('[127.0.0.1]:2222 ssh-ed25519 AAAA');
  expect(knownHostsLine('127.0.0.1', 22, 'ssh-ed25519 AAAA')).toBe('127.0.0.1 ssh-ed25519 AAAA');
});

test('the file holds what is pinned now', () => {
  const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'known_hosts');
  const known = new KnownHosts(file);
  expect(readFileSync(file, 'utf8')).toBe('');
  known.pin('127.0.0.1', 1, 'ssh-ed25519 ONE');
  known.pin('127.0.0.1', 2, 'ssh-ed25519 TWO');
  known.unpin('127.0.0.1', 1);
  known.pin('127.0.0.1', 2, 'ssh-ed25519 NEW');
  expect(readFileSync(file, 'utf8')).toBe('[127.0.0.1]:2 ssh-ed25519 NEW\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
