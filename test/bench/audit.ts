// Files from disk to findings: `node test/bench/audit.ts [files]`. To compare with ansible-lint, keep the tree: `… 250 DIR`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { audit } from '../../harness/audit/audit.ts';
import { readTree } from '../../harness/source/read-tree.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { makeTree } from './audit-tree.ts';

const [count = '5000', keep] = process.argv.slice(2);
const folder = keep ?? mkdtempSync(join(tmpdir(), 'reapcheck-bench-'));
try {
  for (const [path, text] of makeTree(Number(count))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const began = elapsed();
  const cpu = process.cpuUsage();
  const tree = readTree([folder], { cwd: folder, env: process.env });
  const { findings, project } = audit(tree.texts);
  const wallMs = elapsed() - began;
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(
    `${project.filesRead} files, ${project.asyncTasks.length} async tasks, ${findings.length} findings: ` +
      `${(wallMs / 1000).toFixed(2)} s wall, ${((user + system) / 1e6).toFixed(2)} s processor, ` +
      `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most\n`,
  );
} finally {
  if (keep === undefined) rmSync(folder, { recursive: true });
}
