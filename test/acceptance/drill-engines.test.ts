import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { engineAddress } from '../../harness/lab/engine-address.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { oneJob } from './one-job.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

/** Another name of the engine of this machine, as good as another engine. */
function engine(name: string): string {
  const address = engineAddress();
  if (address?.kind !== 'socket') throw new Error(`no socket of an engine here: ${address?.text}`);
  const link = join(workplace.folder, `${name}.sock`);
  symlinkSync(address.path, link);
  return `unix://${link}`;
}

function project(name: string, workS = 1): string {
  const playbook = join(workplace.folder, name, 'site.yml');
  mkdirSync(dirname(playbook), { recursive: true });
  writeFileSync(playbook, `- hosts: all\n  gather_facts: false\n  tasks:\n${oneJob(workS).replaceAll(/^/gm, '    ')}`);
  return playbook;
}

const [one, two] = [engine('one'), engine('two')];
const FAULTS = ['--faults', 'fail,silent', '--isolate', '--concurrency', '1'];
const outcomes = ({ trials }: DrillReport) => trials.map(({ trial, outcome }) => [trial.fault, outcome.kind]);
const BOTH = [
  ['fail', 'surfaced'],
  ['silent', 'surfaced'],
];

test('two engines: each drills a share, and one report tells of both', async () => {
  const playbook = project('two');
  const { code, stdout, stderr } = await workplace.drill([
    playbook,
    ...FAULTS,
    '--json',
    '--engine',
    one,
    '--engine',
    two,
  ]);
  const report: DrillReport = JSON.parse(stdout || `"${stderr}"`);
  expect([outcomes(report), report.verdict, code]).toEqual([BOTH, 'pass', 0]);
  expect(report.parts?.map(({ trials }) => trials)).toEqual([1, 1]);
  for (const name of [one, two]) expect(stderr).toMatch(new RegExp(`^${name}: .*baseline: `, 'm'));
  const stored = readFileSync(join(report.folder, 'report.json'), 'utf8');
  expect(JSON.parse(stored)).toMatchObject({ verdict: 'pass' });
});

test('an engine that does not answer costs nothing but time: its share is run on the other', async () => {
  const nobody = `unix://${join(workplace.folder, 'nobody.sock')}`;
  const args = [project('one'), ...FAULTS, '--json', '--engine', nobody, '--engine', two];
  const { code, stdout, stderr } = await workplace.drill(args);
  expect(stderr).toContain(`${nobody}: reapcheck: no container engine answers`);
  expect(stderr).toContain(`${two}: share 1/2 is run again here, as ${nobody} has failed`);
  const report: DrillReport = JSON.parse(stdout || `"${stderr}"`);
  expect([outcomes(report), report.verdict, code]).toEqual([BOTH, 'pass', 0]);
});

test('none that answers: what each of them says', async () => {
  const none = ['a', 'b'].flatMap((name) => ['--engine', `unix://${join(workplace.folder, `${name}.sock`)}`]);
  const { code, stderr } = await workplace.drill([project('none'), ...FAULTS, ...none]);
  expect(stderr).toMatch(/no engine has drilled its share[\s\S]*a\.sock: exit 4, no container engine answers/);
  expect(code).toBe(4);
});

test('SIGKILL: the shares end with who has started them, and leave nothing', async () => {
  const drill = workplace.start([
    'drill',
    project('killed', 60),
    ...FAULTS,
    '--runs',
    workplace.runs,
    '--engine',
    one,
    '--engine',
    two,
  ]);
  await drill.says(/baseline: [\s\S]*baseline: /);
  const sessions = workplace.sessions();
  process.kill(drill.pid, 'SIGKILL');
  await drill.ended;
  await nothingLeft(workplace, sessions, 30_000);
});
