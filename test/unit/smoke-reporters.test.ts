import { expect, test } from 'vitest';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import { LOOK_BACK_REPORTERS, SMOKE_REPORTERS } from '../../harness/reporters/smoke/catalogue.ts';
import { SITE, trialOf } from './drill-report-of.ts';
import { junitCases, junitErrors, schemaComplaint, told, validSarif } from './reporter-kit.ts';
import { smokeRecordOf } from './smoke-record-of.ts';

const job = (line: number): BaselineJob => ({
  key: { host: 'web1', place: { file: SITE, line }, item: null, nth: 0 },
  taskName: line === 6 ? 'Build <it>' : 'Other',
  ...{ limit: 60, poll: 0, runtimeS: 4.5, windowS: 100, reapPlace: undefined, reaped: true },
});
/** A host that went away, a job that was proven, one that wasn't, and a proof that shows nothing. */
const RECORD = smokeRecordOf({
  hosts: ['web1', 'web2', 'web3'],
  runs: [
    { host: 'web1', status: 'green', idleMs: 2000, rebooted: false },
    { host: 'web2', status: 'unreachable', idleMs: 0, rebooted: null },
    { host: 'web3', status: 'not-in-recap', idleMs: 0, rebooted: null },
  ],
  jobs: [job(6), job(20)],
  proof: 'all',
  proofs: [
    trialOf('fail', { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined }),
    trialOf('fail', { kind: 'missed', missing: 'the receipt' }, { folder: 'proof-2' }),
  ],
  findings: [
    {
      ...{ rule: 'swallowed-failure', severity: 'error', confidence: 'certain', evidence: ['seen \u001b[0m'] },
      ...{ message: `"Build <it>" (${SITE}:6) failed unseen`, remedy: 'reap it', place: { file: SITE, line: 6 } },
    },
    {
      ...{ rule: 'lost-host', severity: 'error', confidence: 'certain', evidence: [] },
      ...{ message: 'web2 could not be looked at after the run', remedy: 'see whether it is up' },
    },
  ],
  verdict: 'fail',
});

test('JUnit: each host, job and proof; a job that was not proven is skipped, and what nobody knows an error', async () => {
  const xml = await told(SMOKE_REPORTERS, 'junit', RECORD);
  expect(await junitErrors(xml)).toEqual([]);
  expect(junitCases(xml)).toEqual([
    ...['web1: pass', 'web2: error', 'web3: error'],
    ...['on web1: failure', 'on web1: skipped'],
    ...['fail on host-1: failure', 'fail on host-1: error'],
    'web2 could not be looked at after the run: failure',
  ]);
});

test('JUnit: a proof that was asked for, and that no job could have, is an error', async () => {
  const asked = smokeRecordOf({
    proof: 'one',
    verdict: 'unknown',
    findings: [
      {
        ...{ rule: 'no-proof', severity: 'warning', confidence: 'certain', evidence: [] },
        ...{ message: 'no job could be proven', remedy: 'name one' },
      },
    ],
  });
  expect(junitCases(await told(SMOKE_REPORTERS, 'junit', asked))).toContain('no job could be proven: error');
});

test('SARIF and annotations: findings at their launches, hosts that were not reached, proofs without a result', async () => {
  const [{ results, properties }] = validSarif(await told(SMOKE_REPORTERS, 'sarif', RECORD)).runs;
  expect(results.map(({ level, ruleId }) => `${level} ${ruleId}`)).toEqual([
    ...['error swallowed-failure', 'error lost-host', 'warning no-result', 'warning no-result', 'warning no-result'],
  ]);
  expect(results[0]?.locations[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: 'site.yml' },
    region: { startLine: 6 },
  });
  expect(results[2]?.message.text).toContain('web2 was unreachable');
  expect(properties?.proofs).toHaveLength(2);
  expect((await told(SMOKE_REPORTERS, 'github', RECORD)).trimEnd().split('\n')).toHaveLength(5);
});

test('that nothing was proven is a note, not silence', async () => {
  const record = smokeRecordOf({ jobs: [job(6)] });
  const [{ results }] = validSarif(await told(SMOKE_REPORTERS, 'sarif', record)).runs;
  expect(results.map(({ level, ruleId }) => `${level} ${ruleId}`)).toEqual(['note not-proven']);
});

test('Markdown, terminal, HTML and JSON', async () => {
  const page = await told(SMOKE_REPORTERS, 'markdown', RECORD);
  expect(page).toMatch(/^## FAIL: smoke of site.yml on web1, web2, web3\n/);
  expect(page).toContain('web2 | **unreachable** | not seen after the run');
  expect(page).toContain('Build \\<it\\> | `site.yml:6:7` | fail | **swallowed** | never-reaped');
  expect(await told(SMOKE_REPORTERS, 'terminal', RECORD)).toContain('verdict: FAIL');
  expect(await told(SMOKE_REPORTERS, 'html', RECORD)).toContain('reapcheck/smoke-page/1');
  expect(schemaComplaint('smoke', JSON.parse(await told(SMOKE_REPORTERS, 'json', RECORD)))).toBeUndefined();
});

test('a look back is told in words and as JSON', async () => {
  const back = { found: undefined, fresh: false, playbook: 'site.yml', limit: 'web1' };
  expect(await told(LOOK_BACK_REPORTERS, 'terminal', back)).toBe('no smoke of site.yml on web1 has passed yet\n');
  expect(JSON.parse(await told(LOOK_BACK_REPORTERS, 'json', back))).toEqual({ fresh: false });
});
