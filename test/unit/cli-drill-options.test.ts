import { Command } from 'commander';
import { expect, test } from 'vitest';
import { registerDrill } from '../../harness/cli/drill.ts';
import { askedBy, type DrillFlags } from '../../harness/cli/drill-flags.ts';
import { list, numberIn, positive, standIn } from '../../harness/cli/drill-options.ts';
import { meansFor, RUN_IN_HOSTS } from '../../harness/engine/means.ts';
import { wantedJobs } from '../../harness/engine/wanted-jobs.ts';
import { presetNamed } from '../../harness/faults/catalogue.ts';

const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

test('a list is split at commas, blanks left out', () => {
  expect(list(' fail, hang ,,')).toEqual(['fail', 'hang']);
});

test('counts and shares out of range are refused', () => {
  expect(positive('--hosts', '3')).toBe(3);
  for (const bad of ['0', '-1', '1.5', 'many', ''])
    expect(
      code(() => positive('--hosts', bad)),
      bad,
    ).toBe('bad-number');
  expect(numberIn('--slowness', '0.5', 0.1, 1)).toBe(0.5);
  for (const bad of ['0', '2', 'x', ' '])
    expect(
      code(() => numberIn('--slowness', bad, 0.1, 1)),
      bad,
    ).toBe('bad-number');
});

test('a stand-in is for all jobs or for one task, and its runtime shrinks with the speed', () => {
  expect(standIn('90s')).toEqual({ task: undefined, ms: 90_000 });
  expect(standIn('Sync a=b to c=40m')).toEqual({ task: 'Sync a=b to c', ms: 2_400_000 });
  expect(code(() => standIn('Sync=soon'))).toBe('bad-duration');
});

test('a job is wanted by a part of its name or by its place', () => {
  const job = (taskName: string, line: number) => ({ taskName, key: { place: { file: '/a/site.yml', line } } });
  const wants = wantedJobs(['BACK', '/a/site.yml:9']);
  expect(wants(job('Start the backup', 5))).toBe(true);
  expect(wants(job('Warm up', 9))).toBe(true);
  expect(wants(job('Warm up', 5))).toBe(false);
});

test('so many trials at a time, each with its hosts', () => {
  expect(meansFor(4, 1)).toEqual({ hosts: 4 * (1 + RUN_IN_HOSTS), batchSize: 4 });
  expect(meansFor(2, 3)).toEqual({ hosts: 2 * (3 + RUN_IN_HOSTS), batchSize: 2 });
});

test('presets are sets of faults, one inside the other; an unknown one is refused with the names there are', () => {
  const names = (preset: string) => presetNamed(preset).map(({ name }) => name);
  expect(names('default')).toEqual(expect.arrayContaining(names('quick')));
  expect(names('all')).toEqual(expect.arrayContaining(names('default')));
  expect(['job', 'job-file', 'host', 'link'].flatMap(names)).toEqual(names('all'));
  expect(() => presetNamed('some')).toThrow(/quick, default, all, job/);
});

test('the network of our own hosts is open until somebody says what becomes of a call for the outside world', () => {
  const asked = (...words: readonly string[]) => {
    const program = new Command();
    registerDrill(program);
    const [drill] = program.commands;
    drill?.parseOptions([...words]);
    return askedBy(drill?.opts() as DrillFlags).outside;
  };
  expect([asked(), asked('--outside', 'refuse'), asked('--outside', 'packages')]).toEqual([
    undefined,
    'refuse',
    'packages',
  ]);
});
