import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: pure ones only, so that thousands of runs take minutes. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/unit/{checks,history,faults,engine,audit}-*.test.ts', 'test/replay/**/*.test.ts'],
    testTimeout: 20_000,
  },
});
