import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { readTree } from '../../harness/audit/read-tree.ts';
import { makeTree } from './audit-tree.ts';

const FILES = 5000;
const BUDGET_MS = 5000;

test(`${FILES} files from disk to findings in under ${BUDGET_MS} ms`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-speed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of makeTree(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // Processor time, which other work on the machine doesn't stretch: the audit has one thread, so it is its wall time alone.
  const start = process.cpuUsage();
  const tree = readTree([folder], folder);
  const { findings, project } = audit(tree.texts);
  const { user, system } = process.cpuUsage(start);
  const tookMs = (user + system) / 1000;
  expect(project.filesRead).toBeGreaterThanOrEqual(FILES);
  expect(project.asyncTasks.length).toBeGreaterThan(200);
  expect(findings.length).toBeGreaterThan(50);
  expect(tookMs).toBeLessThan(BUDGET_MS);
}, 60_000);
