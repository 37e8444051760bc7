/** The library's only door. */
export { type DrillOrder, drill } from './engine/drill.ts';
export type { DrillProgress } from './engine/progress.ts';
export { FAULTS, faultsNamed } from './faults/catalogue.ts';
export type { Fault } from './faults/fault.ts';
export { project } from './history/project.ts';
export { readHistory } from './history/read.ts';
export { ReapcheckError } from './model/error.ts';
export type { Finding } from './model/finding.ts';
export type { History } from './model/history.ts';
export type { Job, Reap } from './model/job.ts';
export type { Outcome, Reason, Swallow } from './model/outcome.ts';
export type { DrillReport } from './model/report.ts';
export type { Verdict } from './model/verdict.ts';
