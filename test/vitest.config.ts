import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** What runs side by side is over before the next group begins: hosts and Ansible want the machine for themselves. */
const groups = { fast: 0, contract: 1, acceptance: 2, proofs: 3 } as const;

function fast(name: string): TestProjectInlineConfiguration {
  const include = [`test/${name}/**/*.test.ts`];
  return { extends: true, test: { name, include, testTimeout: 20_000, sequence: { groupOrder: groups.fast } } };
}

/** Tests that start hosts and play whole playbooks. `files` run at a time: most of each is waiting. */
function slow(name: 'acceptance' | 'proofs', include: string[], files: number): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include,
      testTimeout: 300_000,
      hookTimeout: 300_000,
      maxWorkers: files,
      sequence: { groupOrder: groups[name] },
    },
  };
}

/** One project per tier; CONTRIBUTING.md says what each of them needs. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // The examples import reapcheck as a user does; here, from its sources.
    alias: {
      'reapcheck/vitest': new URL('../harness/vitest.ts', import.meta.url).pathname,
      reapcheck: new URL('../harness/index.ts', import.meta.url).pathname,
    },
    projects: [
      fast('unit'),
      fast('replay'),
      fast('architecture'),
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: groups.contract },
        },
      },
      slow('acceptance', ['test/acceptance/**/*.test.ts', 'docs/examples/*.test.ts'], 1),
      slow('proofs', ['test/proofs/**/*.test.ts'], 1),
    ],
  },
});
