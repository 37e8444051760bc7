import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { design } from '../../harness/library/design.ts';
import { controllersToTest } from '../contract/ansible-kit.ts';
import { requestOf } from '../unit/design-requests.ts';

const SETS = 1_000;
const AT_A_TIME = 100;
const controllers = await controllersToTest('ends');

/** `design` itself throws where the audit finds something. */
test(`plays for ${SETS} sets of jobs: the audit finds nothing, and ansible-playbook can read them`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-design-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = Array.from({ length: SETS }, (_, seed) => {
    const file = join(folder, `${seed}.yml`);
    writeFileSync(file, design(requestOf(seed)).playbook);
    return file;
  });
  expect(controllers.length).toBeGreaterThan(0);
  for (const { executable } of controllers)
    for (let at = 0; at < SETS; at += AT_A_TIME)
      await execa(executable, ['--syntax-check', '-i', 'web,db,', ...files.slice(at, at + AT_A_TIME)]);
}, 1_200_000);
