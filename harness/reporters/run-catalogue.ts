import { relative } from 'node:path';
import type { RunReport } from '../model/run-report.ts';
import { scenariosHtml } from './html/html.ts';
import type { Reporters } from './reporter.ts';
import { runJunit } from './run-junit.ts';
import { runText } from './run-text.ts';

/** By the names under which `--reporter` knows them. */
export const RUN_REPORTERS: Reporters<RunReport> = {
  terminal: (report, context) => `${runText({ ...report, folder: relative(context.cwd, report.folder) }, context)}\n`,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  junit: (report) => runJunit(report),
  html: (report, context) => scenariosHtml({ report, ...context }, context.template()),
};
