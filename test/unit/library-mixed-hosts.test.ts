import { expect, test } from 'vitest';
import { refuseMixedHosts } from '../../harness/library/mixed-hosts.ts';

test.each([{ limit: 'web' }, { sample: 2 }, { inventory: 'hosts', hosts: 2 }])('%o is refused', (said) => {
  expect(() => refuseMixedHosts(said)).toThrow(expect.objectContaining({ code: 'contradiction' }));
});

test.each([{}, { hosts: 2 }, { inventory: 'hosts', limit: 'web', sample: 'all' }])('%o is fine', (said) => {
  expect(() => refuseMixedHosts(said)).not.toThrow();
});
