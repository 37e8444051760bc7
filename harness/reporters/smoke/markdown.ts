import { relative } from 'node:path';
import { formatPlace, type Place } from '../../model/place.ts';
import type { SmokeRecord } from '../../model/smoke.ts';
import { markdownTrials } from '../drill/markdown.ts';
import { jobName } from '../job-name.ts';
import { markdownFindings, markdownTable, markdownText as text } from '../markdown-text.ts';
import type { Reporter } from '../reporter.ts';
import { smokeFindings } from './findings.ts';

/** For a job's summary page or a comment: the verdict, hosts, jobs, what was proven and what was found. */
export const smokeMarkdown: Reporter<SmokeRecord> = (record, { cwd }) => {
  const place = (one: Place) => formatPlace({ ...one, file: relative(cwd, one.file) || one.file });
  const bad = record.conditions.filter(({ state }) => state !== 'ok');
  return [
    `## ${record.verdict.toUpperCase()}: smoke of ${text(record.playbook)} on ${text(record.hosts.join(', '))}`,
    '',
    `ansible-core ${record.coreVersion}.`,
    ...markdownTable(
      ['host', 'run', 'rebooted'],
      record.runs.map(({ host, status, rebooted }) => [
        text(host),
        status === 'green' ? status : `**${status}**`,
        rebooted === null ? 'not seen after the run' : rebooted ? 'yes' : 'no',
      ]),
    ),
    ...markdownTable(
      ['host', 'seen before the run', ''],
      bad.map(({ host, what, detail, state }) => [text(host), `${text(what)} (${state})`, text(detail)]),
    ),
    ...markdownTable(
      ['job', 'at', 'host', 'runtime', 'limit'],
      record.jobs.map((job) => [
        text(jobName(job.taskName, job.key)),
        `\`${place(job.key.place)}\``,
        text(job.key.host),
        job.runtimeS === undefined ? 'unknown' : `${job.runtimeS.toFixed(1)} s`,
        `${job.limit} s`,
      ]),
    ),
    ...markdownTrials(record.proofs, place),
    ...markdownFindings(smokeFindings(record, cwd)),
    '',
  ].join('\n');
};
