import { globSync } from 'node:fs';
import { afterAll, describe, test } from 'vitest';
import { auditAgrees, fixHolds } from '../acceptance/fates.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test.each(globSync('playbooks/{good,bad}/*.yml', { cwd: ROOT }).toSorted())(
    '%s: the audit foretells what a drill shows',
    (playbook) => auditAgrees(workplace, playbook, ansible),
  );

  test.each(['parallel-jobs-unreaped', 'window-too-short'])(
    'bad/%s: once fixed, the audit is clean, Ansible takes it, and every fault surfaces',
    (name) => fixHolds(workplace, name, ansible),
  );
});
