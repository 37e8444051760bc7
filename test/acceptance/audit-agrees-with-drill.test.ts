import { afterAll, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { auditAgrees, fixHolds } from './fates.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

// All the others: test/proofs.
test('the audit foretells what a drill of a bad playbook shows', () =>
  auditAgrees(workplace, 'playbooks/bad/reap-failed-when.yml', ansibles()[0]));

test('a bad playbook, once fixed, is clean, Ansible takes it, and every fault surfaces', () =>
  fixHolds(workplace, 'reap-without-until', ansibles()[0]));
