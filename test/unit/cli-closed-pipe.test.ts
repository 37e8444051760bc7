import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('a reader that has seen enough is no error: the exit code is the verdict', async () => {
  const root = new URL('../..', import.meta.url).pathname;
  const audit = spawn(process.execPath, ['harness/cli/main.ts', 'audit', 'playbooks/bad'], { cwd: root });
  audit.stdout.destroy();
  const [said, [code]] = await Promise.all([text(audit.stderr), once(audit, 'close')]);
  expect([said, code]).toEqual(['', 1]);
}, 30_000);
