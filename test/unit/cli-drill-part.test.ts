import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PartFlags, partAsked } from '../../harness/cli/drill-part.ts';
import { keptDrill, newestDrill } from '../../harness/cli/earlier-report.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { drilled, planOf, result, trialIn } from './plan-kit.ts';
import { projectOf } from './project-of.ts';

const plan = planOf(['fail', 'hang']);
const WHOLE = drilled(plan, [result('fail'), result('hang')], { playbook: 'site.yml' });
const CUT = drilled(plan, [result('fail')], { playbook: 'site.yml', interrupted: [trialIn(plan, 'hang')] });
const PLAN = {
  schema: 'reapcheck/plan/1',
  playbook: 'site.yml',
  coreVersion: '2.19.1',
  startedAt: '',
  baseline: WHOLE.baseline,
  plan,
};

function runsOf(reports: Readonly<Record<string, unknown>>): string {
  const files = Object.entries(reports).map(([name, one]) => [
    name,
    typeof one === 'string' ? one : JSON.stringify(one),
  ]);
  return projectOf(Object.fromEntries(files)).folder;
}

function asked(flags: PartFlags, said: string[] = []) {
  return partAsked(flags, 'site.yml', {}, (text) => said.push(text));
}

test.each<[string, PartFlags, RegExp]>([
  ['two ways to use an earlier drill', { resume: true, incremental: true }, /--resume and --incremental contradict/],
  ['a share of what had failed', { shard: '1/2', lastFailed: true }, /--shard and --last-failed contradict/],
  ['taken results, and runs of each', { incremental: true, repeat: '2' }, /--incremental and --repeat/],
  ['a plan alone, and a share', { planOnly: 'p.json', shard: '1/2' }, /--plan-only and --shard/],
  ['share 0 of 3', { shard: '0/3' }, /"0\/3" is no part/],
  ['share 4 of 3', { shard: '4/3' }, /"4\/3" is no part/],
  ['no repetition', { repeat: '0' }, /--repeat: "0" is not a count/],
])('%s: refused', (_what, flags, message) => {
  expect(() => asked(flags)).toThrow(message);
});

test('a plan that was handed on is read; a truncated one, one of another version, and a report are refused', () => {
  const text = JSON.stringify(PLAN);
  const folder = runsOf({
    'plan.json': text,
    'half.json': text.slice(0, 200),
    'old.json': text.replace('plan/1', 'plan/0'),
    'report.json': WHOLE,
  });
  expect(asked({ plan: join(folder, 'plan.json') }).handedOn?.plan.digest).toBe(plan.digest);
  for (const name of ['half.json', 'old.json', 'report.json', 'none.json'])
    expect(() => asked({ plan: join(folder, name) }), name).toThrow(/that is no plan[\s\S]*--plan-only/);
});

test('the newest drill of this playbook: others of its name, and what can’t be read, are passed over', () => {
  const runs = runsOf({
    'site/2026-01-01/report.json': WHOLE,
    'site/2026-01-02/report.json': CUT,
    'site/2026-01-03/report.json': { ...WHOLE, playbook: 'other/site.yml' },
    'site/2026-01-04/report.json': JSON.stringify(WHOLE).slice(0, 99),
  });
  expect(newestDrill(runs, 'site.yml')?.folder).toBe(join(runs, 'site/2026-01-02'));
  expect(asked({ incremental: true, runs }).earlier).toMatchObject({
    by: 'incremental',
    folder: join(runs, 'site/2026-01-02'),
  });
  expect(newestDrill(runs, 'third.yml')).toBeUndefined();
});

test('without an earlier drill, --incremental and --last-failed run all, and say so', () => {
  for (const flags of [{ incremental: true }, { lastFailed: true }]) {
    const said: string[] = [];
    expect(asked({ ...flags, runs: '/nowhere' }, said).earlier).toBeUndefined();
    expect(said.join()).toMatch(/no earlier drill of site\.yml/);
  }
});

test('--resume: the newest, or one that is named; not a whole one, not another playbook’s, not half a file', () => {
  const runs = runsOf({
    'site/2026-01-01/report.json': CUT,
    'whole/report.json': WHOLE,
    'other/report.json': { ...CUT, playbook: 'other.yml' },
    'half/report.json': JSON.stringify(CUT).slice(0, 300),
    'old/report.json': JSON.stringify(CUT).replace('drill/3', 'drill/2'),
  });
  const resume = (name: string | true) => asked({ resume: name, runs }).earlier;
  expect(resume(true)).toMatchObject({ by: 'resume', folder: join(runs, 'site/2026-01-01') });
  expect(resume(join(runs, 'site/2026-01-01/report.json'))?.file).toMatch(/2026-01-01/);
  expect(() => resume(join(runs, 'whole'))).toThrow(/was not interrupted/);
  expect(() => resume(join(runs, 'other'))).toThrow(/drill of another playbook[\s\S]*other\.yml/);
  expect(() => resume(join(runs, 'half'))).toThrow(/is not JSON/);
  expect(() => resume(join(runs, 'old'))).toThrow(/drill\/2/);
  expect(() => resume('/nowhere/report.json')).toThrow(/no report of a drill to go by/);
});

test('a part is a report, or the folder that it lies in', () => {
  const folder = runsOf({ 'one/report.json': CUT, 'null.json': 'null', 'list.json': '[1]' });
  const refuse = (seen: string, remedy: string) =>
    new ReapcheckError({ code: 'no-part', kind: 'usage', what: 'no part', seen, remedy });
  expect(keptDrill(join(folder, 'one'), refuse).report.trials).toHaveLength(1);
  for (const name of ['null.json', 'list.json', 'none'])
    expect(() => keptDrill(join(folder, name), refuse), name).toThrow(/no part/);
});
