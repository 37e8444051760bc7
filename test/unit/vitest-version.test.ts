import { expect, test } from 'vitest';
import { refuseOldVitest } from '../../harness/library/vitest-version.ts';

test.each(['5.0.0', '5.1.1', '6.0.0-beta.1', '10.2.0'])('vitest %s will do', (version) => {
  expect(() => refuseOldVitest(version)).not.toThrow();
});

test.each(['3.2.7', '4.1.11', '1.0.0'])('vitest %s is refused with what to install', (version) => {
  expect(() => refuseOldVitest(version)).toThrow(
    expect.objectContaining({ code: 'vitest-too-old', remedy: expect.stringContaining('vitest@5') }),
  );
});
