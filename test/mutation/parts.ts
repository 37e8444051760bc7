/** The least share of mutants, in percent, that the fast tests have to find in each part. */
export const LEAST_SCORE = 85;

/** The judging core: what decides whether a fault struck, what the play made of it, and what the report says. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  checks: ['harness/checks/**/*.ts'],
  history: ['harness/history/{project,projection,by-type,jobs,of-hosts,read}.ts'],
  engine: ['harness/engine/{judge,plan,budget,armed-fault,red-baseline}.ts'],
  faults: ['harness/faults/*.ts', '!harness/faults/catalogue.ts'],
  rules: ['harness/audit/rules/**/*.ts', '!harness/audit/rules/index.ts'],
};
