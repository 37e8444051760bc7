import { defineConfig } from 'vitest/config';

const fast = ['unit', 'replay', 'contract', 'architecture'] as const;

/** One project per tier. Only `acceptance` needs Docker and Ansible; it runs one file at a time, as each file starts hosts. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    projects: [
      ...fast.map((name) => ({
        extends: true as const,
        test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000 },
      })),
      {
        extends: true as const,
        test: {
          name: 'acceptance',
          include: ['test/acceptance/**/*.test.ts', 'docs/examples/*.test.ts'],
          // The examples import reapcheck as a user does; here, from its sources.
          alias: { 'reapcheck/vitest': new URL('../harness/vitest.ts', import.meta.url).pathname },
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          bail: 0,
        },
      },
    ],
  },
});
