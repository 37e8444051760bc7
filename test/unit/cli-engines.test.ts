import { describe, expect, test } from 'vitest';
import { enginesFrom, refuseOnEngines, wordsOfPart } from '../../harness/cli/engines.ts';
import { sharesOf } from '../../harness/cli/hosts.ts';
import { environmentOf } from '../../harness/lab/environment.ts';
import type { ReapcheckError } from '../../harness/model/error.ts';

test('an address is what DOCKER_HOST would hold, any other word a Docker context; neither leaves the other in force', () => {
  expect(environmentOf('ssh://builder@host:22')).toEqual({ DOCKER_HOST: 'ssh://builder@host:22', DOCKER_CONTEXT: '' });
  expect(environmentOf('big-machine')).toEqual({ DOCKER_HOST: '', DOCKER_CONTEXT: 'big-machine' });
});

test('a part gets the words of the whole but for its engine, where it is kept and how it is told; those for Ansible are left alone', () => {
  const words = ['drill', '--engine', 'a', 'site.yml', '--engine=b', '--runs', 'kept', '--preset', 'quick', '--json'];
  expect(wordsOfPart([...words, '--reporter', 'sarif=x', '--', '-e', 'x=1', '--runs', 'y'])).toEqual([
    ...['drill', 'site.yml', '--preset', 'quick', '--', '-e', 'x=1', '--runs', 'y'],
  ]);
  expect(wordsOfPart(['drill', 'a.yml'])).toEqual(['drill', 'a.yml']);
});

test('each engine once, and none without a name', () => {
  expect(enginesFrom(['a', 'b'])).toEqual(['a', 'b']);
  expect(enginesFrom()).toEqual([]);
  expect(() => enginesFrom(['a', 'b', 'a'])).toThrow(/^--engine a is named twice/);
  for (const empty of ['', ' ']) expect(() => enginesFrom(['a', empty])).toThrow(/^--engine: it names nothing/);
});

describe('what several engines can’t have', () => {
  const refusal = (flags: object) => {
    try {
      refuseOnEngines(flags);
    } catch (error) {
      return (error as ReapcheckError).message;
    }
    return undefined;
  };

  test.each(['planOnly', 'shard', 'resume', 'incremental', 'lastFailed', 'since', 'list', 'suggestStubs', 'matrix'])(
    '%s',
    (name) => {
      expect(refusal({ [name]: 'x' })).toMatch(/^--engine, repeated, and --[a-z-]+ contradict each other/);
    },
  );

  test('nothing else', () => {
    expect(refusal({ preset: 'all', hosts: '2' })).toBeUndefined();
  });
});

test('hosts for each engine, numbered through; none for one too many', () => {
  expect(sharesOf(7)).toEqual([{ engine: undefined, count: 7, first: 1 }]);
  expect(sharesOf(5, ['a', 'b'])).toEqual([
    { engine: 'a', count: 3, first: 1 },
    { engine: 'b', count: 2, first: 4 },
  ]);
  expect(sharesOf(1, ['a', 'b']).map(({ count }) => count)).toEqual([1]);
  expect(sharesOf(100, ['a', 'b', 'c']).map(({ first }) => first)).toEqual([1, 34, 68]);
});
