import { describe, expect, test } from 'vitest';
import { paceOf } from '../../harness/design/pace.ts';
import { type DesignOf, design, requestOf } from '../../harness/library/design.ts';

function pace(...runtimes: readonly string[]) {
  const request: DesignOf = {
    jobs: runtimes.map((runtime, at) => ({ name: `job ${at}`, command: '/opt/x', runtime })),
  };
  return paceOf(design(request), requestOf(request).jobs);
}

describe('how fast a designed play is drilled', () => {
  test('so that the longest job takes five seconds', () => expect(pace('10m').speed).toBe(120));
  test('never slower than it is', () => expect(pace('2s').speed).toBe(1));
  // The limit of a job of 12 s is 30 s.
  test('so that the shortest limit keeps three seconds', () => expect(pace('10m', '12s').speed).toBe(10));
  test('no faster than round trips allow', () => expect(pace('9h').speed).toBe(300));
});

test('a stand-in is for its task whatever a template in its name becomes', () => {
  const request: DesignOf = {
    jobs: [{ name: 'Build {{ inventory_hostname }} now', command: '/opt/x', runtime: '10m' }],
  };
  expect(paceOf(design(request), requestOf(request).jobs).standIns).toEqual([{ task: 'Build * now', runtimeS: 600 }]);
});
