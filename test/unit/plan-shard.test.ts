import { expect, test } from 'vitest';
import { shardOf } from '../../harness/cli/run.ts';
import { shardFrom, trialsOfShard } from '../../harness/plan/shard.ts';
import { planOf } from './plan-kit.ts';

test.each([
  ['2/4', {}, { index: 2, count: 4 }],
  ['auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '3' }, { index: 1, count: 3 }],
  ['auto', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '3' }, { index: 1, count: 3 }],
  ['auto', { CIRCLE_NODE_INDEX: '2', CIRCLE_NODE_TOTAL: '3' }, { index: 3, count: 3 }],
  [
    'auto',
    { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0' },
    { index: 1, count: 4 },
  ],
  [
    'auto',
    { SLURM_ARRAY_TASK_ID: '4', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' },
    { index: 4, count: 4 },
  ],
  [
    'auto',
    { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '3', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_STEP: '2' },
    { index: 3, count: 3 },
  ],
  [
    'auto/4',
    { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '1' },
    { index: 2, count: 4 },
  ],
  ['auto/5', { JOB_COMPLETION_INDEX: '0' }, { index: 1, count: 5 }],
  ['auto/5', { JOB_COMPLETION_INDEX: '4' }, { index: 5, count: 5 }],
  // A job of GitLab without `parallel`.
  ['auto', { CI_NODE_TOTAL: '1' }, { index: 1, count: 1 }],
  ['auto', { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '1' }, { index: 1, count: 1 }],
  // Jobs that submit arrays hand their own variables on; one that is alone says nothing of parts.
  [
    'auto',
    {
      CIRCLE_NODE_INDEX: '0',
      CIRCLE_NODE_TOTAL: '1',
      SLURM_ARRAY_TASK_ID: '1',
      SLURM_ARRAY_TASK_COUNT: '2',
      SLURM_ARRAY_TASK_MIN: '0',
    },
    { index: 2, count: 2 },
  ],
])('--shard %s with %o is %o', (text, env, shard) => {
  expect(shardFrom(text, env)).toEqual(shard);
});

test.each([
  ['0/3', {}, /"0\/3" is no part/],
  ['4/3', {}, /is no part/],
  ['1', {}, /is no part/],
  ['a/b', {}, /is no part/],
  ['1/0', {}, /is no part/],
  ['auto', {}, /nothing in the environment says which part/],
  ['auto', { JOB_COMPLETION_INDEX: '1' }, /Kubernetes says which part this is, and not of how many[\s\S]*auto\/4/],
  ['auto/3', { JOB_COMPLETION_INDEX: '3' }, /seen: part 4 of 3/],
  ['auto', { CI_NODE_INDEX: '4', CI_NODE_TOTAL: '3' }, /seen: part 4 of 3/],
  ['auto', { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '3' }, /seen: part 0 of 3/],
  ['auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '0' }, /seen: part 1 of 0/],
  ['auto', { CI_NODE_INDEX: '', CI_NODE_TOTAL: '3' }, /nothing in the environment says which part/],
  ['auto/4', { CI_NODE_TOTAL: '1' }, /nothing in the environment says which part/],
  ['auto/4', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '3' }, /GitLab counts 3, not 4/],
  ['auto', { BUILDKITE_PARALLEL_JOB: '1' }, /Buildkite says which part this is, and not of how many/],
  [
    'auto/4',
    { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '4', JOB_COMPLETION_INDEX: '2' },
    /GitLab says which part this is, and Kubernetes as well[\s\S]*write the share itself/,
  ],
  // Of 1-4 or of 0-3, only one or some are run again.
  ['auto', { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '1', SLURM_ARRAY_TASK_MIN: '3' }, /neither with 0 nor/],
  [
    'auto/4',
    { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '1', SLURM_ARRAY_TASK_MIN: '3' },
    /Slurm counts 1, not 4/,
  ],
  // An array with holes: which of them this is can't be told by its number.
  ['auto', { SLURM_ARRAY_TASK_ID: '7', SLURM_ARRAY_TASK_COUNT: '2', SLURM_ARRAY_TASK_MIN: '1' }, /seen: part 7 of 2/],
])('--shard %s with %o is refused', (text, env, message) => {
  expect(() => shardFrom(text, env)).toThrow(message);
});

test('each trial is in exactly one share, whoever plans it, and shares weigh about the same', () => {
  const faults = Array.from({ length: 23 }, (_, index) => `f${index}`);
  const weights = faults.map((_, index) => 5 + ((index * 37) % 50));
  const { trials } = planOf(faults, {}, weights);
  for (const count of [1, 2, 5, 23, 30]) {
    const shares = Array.from({ length: count }, (_, index) => trialsOfShard(trials, { index: index + 1, count }));
    expect(shares.flatMap((ids) => [...ids]).toSorted()).toEqual(trials.map(({ trial }) => trial.id).toSorted());
    const sums = shares.map((ids) =>
      trials.reduce((sum, { trial, weightMs }) => sum + (ids.has(trial.id) ? weightMs : 0), 0),
    );
    if (count <= 5) expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(54);
  }
  const shuffled = trials.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  expect(trialsOfShard(shuffled, { index: 2, count: 5 })).toEqual(trialsOfShard(trials, { index: 2, count: 5 }));
});

test('shares of scenarios know the same words', () => {
  expect(shardOf([1, 2, 3, 4, 5], shardFrom('2/2', {}))).toEqual([2, 4]);
  expect(shardOf([1, 2, 3], shardFrom('auto', { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '3' }))).toEqual([3]);
});
