/** The library's only door: docs/library.md. */
export { checkExpectation } from './checks/expectations/check.ts';
export type { Struck, Subject } from './checks/expectations/subject.ts';
export type { DrillProgress, RunProgress } from './engine/progress.ts';
export { FAULTS, type FaultName, faultsNamed } from './faults/catalogue.ts';
export type { Fault } from './faults/fault.ts';
export { project } from './history/project.ts';
export { readHistory } from './history/read.ts';
export { type Audited, audit } from './library/audit.ts';
export { type DesignOf, design } from './library/design.ts';
export { drill } from './library/drill.ts';
export type { DrillOptions } from './library/drill-options.ts';
export { type ListedJob, listJobs } from './library/list-jobs.ts';
export { type Fixes, proposeFixes } from './library/propose-fixes.ts';
export {
  type ChoiceOptions,
  chooseScenarios,
  readScenario,
  runScenarios,
  type ScenariosOptions,
} from './library/scenarios.ts';
export type { RunWhere, Where } from './library/where.ts';
export type { AuditFinding, AuditNote } from './model/audit.ts';
export type { Designed } from './model/design.ts';
export { ReapcheckError } from './model/error.ts';
export type { Checked, Expectation } from './model/expectation.ts';
export type { Facts } from './model/facts.ts';
export type { Finding } from './model/finding.ts';
export type { History } from './model/history.ts';
export type { Job, Reap } from './model/job.ts';
export type { Outcome, Reason, Swallow } from './model/outcome.ts';
export type { DrillReport } from './model/report.ts';
export type { RunReport, ScenarioResult, StepResult } from './model/run-report.ts';
export type { Scenario } from './model/scenario.ts';
export type { Verdict } from './model/verdict.ts';
