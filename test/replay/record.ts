// Keeps the histories of a drill for the replay tests: `node test/replay/record.ts runs/<playbook>/latest <prefix> [JOB]`, of the first job
// unless another is named. Of a shared run only what is about the trial's own host is kept; paths of the machine are taken out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { factsOfHosts } from '../../harness/history/of-hosts.ts';
import { project } from '../../harness/history/project.ts';
import { readHistory } from '../../harness/history/read.ts';
import type { History } from '../../harness/model/history.ts';
import type { DrillReport } from '../../harness/model/report.ts';

const [folder = '', prefix = '', named] = process.argv.slice(2);
const root = new URL('../..', import.meta.url).pathname;
const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as DrillReport;
const job = named ?? report.trials[0]?.trial.taskName;

function keep(name: string, history: History): void {
  const text = history.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(join(root, 'test/replay/histories', `${prefix}.${name}.jsonl`), text.replaceAll(root, '/src/'));
}

keep('baseline', readHistory(join(folder, report.baseline.folder, 'history.jsonl')));
for (const { trial, folder: run } of report.trials) {
  if (trial.taskName !== job) continue;
  const facts = project(readHistory(join(folder, run, 'history.jsonl')));
  const armed = facts.strikes('armed').find(({ arm }) => arm.fault === trial.fault);
  if (armed) keep(trial.fault, factsOfHosts(facts, [armed.arm.job.host]).history);
}
