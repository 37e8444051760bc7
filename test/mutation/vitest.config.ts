import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import type { Order } from './protocol.ts';

const order = JSON.parse(readFileSync(process.env.MUTATION_ORDER ?? '', 'utf8')) as Order;

/** The files as they are given, quick ones first. */
class AsGiven extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const at = ({ moduleId }: TestSpecification) => order.tests.findIndex((test) => moduleId.endsWith(`/${test}`));
    return files.toSorted((a, b) => at(a) - at(b));
  }
}

const AUDIT = join(process.cwd(), 'harness/audit/audit.ts');
/** What the audit reads projects with. */
const readOnce = {
  name: 'read-once',
  enforce: 'pre' as const,
  resolveId: (imported: string, importer: string | undefined) =>
    importer === AUDIT && imported.endsWith('/read-project.ts')
      ? join(process.cwd(), 'test/mutation/read-once.ts')
      : undefined,
};

/** The tests that judge mutants, in a copy of the project, all in one worker. */
export default defineConfig({
  plugins: order.sourceAsleep ? [readOnce] : [],
  test: {
    root: process.cwd(),
    include: [...order.tests],
    runner: './test/mutation/mutant-runner.ts',
    isolate: false,
    sequence: { sequencer: AsGiven },
    fileParallelism: false,
    // Of one play of a test; the time that all mutants together take is nobody's fault.
    testTimeout: 20_000,
  },
});
