/** The least share of mutants, in percent, that the fast tests have to find in each part. */
export const LEAST_SCORE = 85;

export interface PartOfCode {
  /** What is changed; a pattern that begins with `!` takes files out again. */
  readonly code: readonly string[];
  /** The test files that have to notice, quick ones first: the first that does spares the others. */
  readonly tests: readonly string[];
}

const JUDGING = ['test/unit/{checks,history,smoke,drill-changes}*.test.ts', 'test/replay/*.test.ts'];

/** The judging core: what decides whether a fault struck, what the play made of it, and what the report says. */
export const PARTS: Readonly<Record<string, PartOfCode>> = {
  checks: { code: ['harness/checks/**/*.ts'], tests: JUDGING },
  history: {
    code: ['harness/history/{project,projection,by-type,jobs,of-hosts,read}.ts'],
    tests: JUDGING,
  },
  engine: {
    code: ['harness/engine/{judge,plan,budget,armed-fault,red-baseline,drill-report,weigh}.ts'],
    tests: ['test/unit/engine-*.test.ts', 'test/replay/*.test.ts'],
  },
  faults: {
    code: ['harness/faults/*.ts', '!harness/faults/catalogue.ts'],
    tests: ['test/unit/faults-*.test.ts', 'test/unit/engine-*.test.ts', 'test/replay/*.test.ts'],
  },
  rules: {
    code: ['harness/audit/rules/**/*.ts', '!harness/audit/rules/index.ts'],
    // Not audit-cli, which starts reapcheck itself, nor audit-hazards, which tries thousands of damaged files.
    tests: ['rules-*', 'rules', 'product', 'remedies', 'drill-command', 'projects', 'bundled', 'fix'].map(
      (name) => `test/unit/audit-${name}.test.ts`,
    ),
  },
};
