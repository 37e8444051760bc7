import { expect, test } from 'vitest';
import { prepareWords } from '../../harness/reporters/drill/prepare-words.ts';
import { sampledWords } from '../../harness/reporters/drill/sampled-words.ts';

test('a prepare is told with when it was run', () => {
  const prepare = { playbook: 'prepare.yml', mode: 'snapshot', lost: [], wallMs: 12_300 } as const;
  expect(prepareWords(prepare)).toBe('prepare.yml once, 12.3 s; every run began with what it left');
  expect(prepareWords({ ...prepare, keptFrom: '2026-11-27T10:00:00.000Z' })).toBe(
    'prepare.yml, as a drill kept it at 2026-11-27T10:00:00.000Z (12.3 s then); every run began with that',
  );
  expect(prepareWords({ ...prepare, mode: 'each-run', lost: ['a mount: /data'] })).toBe(
    'prepare.yml before every run, as a snapshot does not keep a mount: /data',
  );
});

test('a loop of which some items were struck is told with which, and how to have each', () => {
  const loop = { taskName: 'Fetch', place: { file: 'site.yml', line: 3 }, host: 'web', items: 9, struck: [0, 4, 8] };
  expect(sampledWords(loop)).toBe(
    '[0], [4] and [8] of “Fetch” on web for all 9 items, which are alike (--all-items: each)',
  );
});
