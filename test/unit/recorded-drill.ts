import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judge } from '../../harness/engine/judge.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { project } from '../../harness/history/project.ts';
import { readHistory } from '../../harness/history/read.ts';
import type { StoredRun } from '../../harness/history/stored-run.ts';
import type { History } from '../../harness/model/history.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { drillReportOf } from './drill-report-of.ts';

const FOLDER = new URL('../replay/histories', import.meta.url).pathname;

/** A drill as it would be stored, of histories that were recorded from real ones (test/replay). */
export interface RecordedDrill {
  readonly report: DrillReport;
  readonly run: (folder: string) => StoredRun;
}

/** All trials of `<playbook>@<version>` that were kept; `times` of each, as of so many jobs. */
export function recordedDrill(name: string, times = 1): RecordedDrill {
  const histories = new Map<string, History>();
  const trials = globSync(`${name}.*.jsonl`, { cwd: FOLDER })
    .toSorted()
    .flatMap((file): readonly TrialResult[] => {
      const history = readHistory(join(FOLDER, file));
      const fault = /\.([\w-]+)\.jsonl$/.exec(basename(file))?.[1] ?? '';
      histories.set(fault, history);
      return fault === 'baseline' ? [] : trialsOf(history, fault, times);
    });
  return {
    report: drillReportOf({ playbook: '/src/playbooks/good/single-job.yml', trials }),
    run: (folder) => ({ history: histories.get(folder) ?? [] }),
  };
}

function trialsOf(history: History, fault: string, times: number): readonly TrialResult[] {
  const facts = project(history);
  const [armed] = facts.strikes('armed');
  if (!armed) throw new Error(`no fault was armed in the history of ${fault}`);
  const { job } = armed.arm;
  const { outcome, proof } = judge(facts, { fault: faultsNamed([fault])[0] as Fault, arm: armed.arm });
  const taskName = facts.jobs.find(({ key }) => key.place.line === job.place.line)?.taskName ?? 'the job';
  return Array.from({ length: times }, (_, index) => ({
    trial: {
      kind: 'fault',
      id: `${index + 1}-${taskName}-${fault}`,
      job: { ...job, item: times > 1 ? index : job.item },
      taskName,
      fault,
    },
    outcome,
    evidence: proof.struck ? proof.evidence : [],
    wallMs: 1000,
    folder: fault,
  }));
}
