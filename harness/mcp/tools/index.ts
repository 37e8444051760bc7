import type { Tool } from '../tool.ts';
import { applyFixTool } from './apply-fix.ts';
import { auditTool } from './audit.ts';
import { classifyTool } from './classify.ts';
import { designTool } from './design.ts';
import { doctorTool } from './doctor.ts';
import { drillTool } from './drill.ts';
import { explainTrialTool } from './explain-trial.ts';
import { headroomTool } from './headroom.ts';
import { listJobsTool } from './list-jobs.ts';
import { planDrillTool } from './plan-drill.ts';
import { proposeFixTool } from './propose-fix.ts';
import { runScenarioTool } from './run-scenario.ts';
import { writeScenarioTool } from './write-scenario.ts';

/** In the order in which they are likely used. What a tool needs beyond its shapes is read when it is called first. */
export const TOOLS = [
  auditTool,
  listJobsTool,
  classifyTool,
  proposeFixTool,
  applyFixTool,
  designTool,
  planDrillTool,
  drillTool,
  explainTrialTool,
  headroomTool,
  writeScenarioTool,
  runScenarioTool,
  doctorTool,
] as unknown as readonly Tool[];
