import { expect, test } from 'vitest';
import type { AsyncTask, AuditReap } from '../../harness/model/audit.ts';
import { at, drilled, each, findingOf, findingsOf, lost, OF_JOB, pair, SURFACED } from './audited-builder.ts';

const RULE = 'unreaped-job';
const apart = (task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}) =>
  pair({ drill: drilled(each(OF_JOB, SURFACED)), tags: ['deploy'], ...task }, { tags: ['verify'], ...its });

test('a run with --tags that takes the launch alone is a note, with the reap that it leaves out', () => {
  expect(findingOf(RULE, apart())).toMatchObject({
    severity: 'note',
    confidence: 'certain',
    message: '"Start" is never reaped by a run with --tags deploy, which leaves its reap out',
    evidence: ['its tags: deploy', 'those of its reap: verify'],
    related: [{ message: 'the reap that is left out' }],
  });
  expect(findingOf(RULE, apart({}, { tags: [] })).evidence[1]).toBe('those of its reap: none');
});

test.each<[string, Partial<AsyncTask>, Partial<AuditReap>]>([
  ['they share the tag', {}, { tags: ['deploy'] }],
  ['the reap always runs', {}, { tags: ['always'] }],
  ['the launch has none', { tags: [] }, {}],
  ['it has such as say of themselves when they are taken', { tags: ['always'] }, {}],
  ['its tag is a template', { tags: ['{{ stage }}'] }, {}],
  ['an include on the way to it is not taken', { includeTags: [['setup']] }, {}],
  ['it may be left alone', { intent: { class: 'declared', why: 'it says so' } }, {}],
  ['it waits for itself', { class: 'keep-alive' }, {}],
  ['a usual run does not reap it for certain', { drill: drilled(each(OF_JOB, lost('ignore-errors'))) }, {}],
  ['its reap is a handler, of which Ansible asks for no tags', {}, { handler: true }],
  ['what sees it is no reap', { reaps: [] }, {}],
  ['its id goes elsewhere', { escapes: [{ place: at(9), what: 'x' }] }, {}],
  ['only --tags take it anyhow', { drill: drilled(each(OF_JOB, SURFACED), { selected: ['deploy'] }) }, {}],
])('nothing where %s', (_, task, its) => {
  expect(findingsOf(RULE, apart(task, its))).toEqual([]);
});

test('a launch that only --tags take, and whose reap they leave out', () => {
  const loss = lost('not-selected');
  const selected = pair({ drill: drilled(each(OF_JOB, loss), { selected: ['vacuum'] }) });
  expect(findingOf(RULE, selected)).toMatchObject({
    message: '"Start" is never reaped: --tags vacuum selects the job, and not its reap',
    remedy: 'give its reap the same tags',
  });
  expect(findingOf(RULE, pair({ drill: drilled(each(OF_JOB, loss)) })).message).toMatch(/the tag "never"/);
});
