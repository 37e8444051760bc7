import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenariosIn } from '../../harness/scenario/find-scenarios.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const scenarios = scenariosIn(`${ROOT}scenarios`, { cwd: ROOT, env: {} });

test('every bundled scenario can be read, and has a theme of its folder', () => {
  expect(scenarios.map(({ theme }) => theme)).toEqual(expect.arrayContaining(['reboots', 'timeouts', 'keep-alive']));
  expect(scenarios.length).toBe(globSync('scenarios/*/*.yml', { cwd: ROOT }).length);
});

/** Those that show how Ansible behaves: nothing in them could be spoilt. */
const WITHOUT_TWIN = [
  'async-one-reboots-by-luck',
  'changed-host-key-is-refused',
  'check-mode-really-launches',
  'check-mode-refuses-async',
  'host-that-never-comes-back',
  'new-watcher-kills-at-the-limit',
  'old-watcher-lets-late-work-complete',
  'same-boot-id-is-no-reboot',
  'second-run-after-a-reboot',
];

test('each of them has a bad twin that proves that it can fail, or is listed here', () => {
  const without = scenarios.filter(({ badTwins }) => badTwins.length === 0).map(({ name }) => name);
  expect(without.toSorted()).toEqual(WITHOUT_TWIN);
});

test('every playbook of scenarios and of bad and good pairs is used by one', () => {
  const used = new Set(
    scenarios
      .flatMap(({ steps, badTwins }) => [...steps, ...badTwins.map(({ step }) => step)])
      .map((one) => one.playbook),
  );
  const all = globSync('playbooks/{scenarios,bad}/*.yml', { cwd: ROOT }).map((name) => `${ROOT}${name}`);
  expect(all.filter((name) => !used.has(name))).toEqual([]);
});

test('each names the schema, so that editors help', () => {
  for (const { place } of scenarios) {
    expect(readFileSync(place.file, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=..\/..\/docs\/schema\/scenario.json\n/,
    );
  }
});
