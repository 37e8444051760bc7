import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import type { Order } from './protocol.ts';

const order = JSON.parse(readFileSync(process.env.MUTATION_ORDER ?? '', 'utf8')) as Order;

/** The tests that judge mutants, in a copy of the project, all in one worker. */
export default defineConfig({
  test: {
    root: process.cwd(),
    include: [...order.tests],
    runner: './test/mutation/mutant-runner.ts',
    isolate: false,
    fileParallelism: false,
    // Of one play of a test; the time that all mutants together take is nobody's fault.
    testTimeout: 20_000,
  },
});
