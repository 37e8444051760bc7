import { relative } from 'node:path';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { inSeconds } from '../../model/in-seconds.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import type { ComingRun, Condition, SinceSmoke, SmokeRecord } from '../../model/smoke.ts';
import type { PlannedTask } from '../../model/smoke-event.ts';
import { findingText, headroomTable, type TextOptions, trialTable } from '../terminal.ts';

const MARKS = { ok: 'ok  ', warn: 'warn', bad: 'bad ' } as const;
const COLOURS = { ok: 'green', warn: 'yellow', bad: 'red' } as const;

/** What was seen before the run, one line for each host, user and matter. */
export function conditionsText(conditions: readonly Condition[], { colour }: TextOptions): string {
  const table = new Table({
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { host, user, what, state, detail } of conditions) {
    const mark = colour ? styleText(COLOURS[state], MARKS[state], { validateStream: false }) : MARKS[state];
    table.push([mark, host, user, what, detail]);
  }
  return table.toString();
}

/** What a yes to it lets happen. */
export function intentText(playbook: string, intent: ComingRun, options: TextOptions): string {
  const at = (task: PlannedTask) => (task.place ? ` (${placeText(task.place, options)})` : '');
  const { hosts, tasks, jobs, delegated, proof } = intent;
  const again = {
    none: 'once',
    one: 'twice: the second time with a failing stand-in in the place of one async job, everything else for real',
    all: 'once, and once more for each async job, with a failing stand-in in its place and everything else for real',
  }[proof];
  return [
    `${playbook} will run FOR REAL on ${hosts.join(', ')}, ${again}.`,
    `${tasks} tasks (what is included while it runs comes on top), ${jobs.length} of them async:`,
    ...jobs.map((job) => `  "${job.name}"${at(job)}  async ${job.async}, poll ${job.poll}`),
    ...(delegated.length > 0 ? ['These tasks act on other hosts than the limit names:'] : []),
    ...delegated.map((task) => `  "${task.name}"${at(task)}  delegated to ${task.to}`),
  ].join('\n');
}

/** The record as a person reads it. */
export function smokeText(record: SmokeRecord, options: TextOptions): string {
  const paint = (colour: Parameters<typeof styleText>[0], text: string) =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  const place = (one: Place) => placeText(one, options);
  const { proofs, findings, verdict } = record;
  const colour = verdict === 'pass' ? 'green' : verdict === 'fail' ? 'red' : 'yellow';
  const parts = [
    '',
    `${paint('bold', record.playbook)} on ${record.hosts.join(', ')}  ansible-core ${record.coreVersion} (${record.watcher} watcher)`,
    ...record.runs.map(
      ({ host, status, idleMs, rebooted }) =>
        `${host}: ${status}, ${inSeconds(idleMs)} spent on nothing but waiting for jobs, ${rebooted === null ? 'not seen after the run' : rebooted ? 'rebooted' : 'no reboot seen'}`,
    ),
    record.jobs.length > 0 ? headroomTable(record.jobs, place) : 'no async job ran',
    ...(proofs.length > 0 ? [trialTable(proofs, place, paint)] : []),
    ...findings.flatMap((finding) => ['', findingText(finding, place, paint)]),
    '',
    `verdict: ${paint(colour, verdict.toUpperCase())}   ${PROVEN[record.proof]}   ${inSeconds(record.wallMs)}`,
    paint('dim', `report.html and record: ${relative(options.cwd, record.folder)}`),
  ];
  return parts.join('\n');
}

/** What `--since` and `--require-fresh` found; undefined: no smoke has passed. */
export function sinceText(
  found: SinceSmoke | undefined,
  { playbook, limit, cwd }: { readonly playbook: string; readonly limit: string | undefined; readonly cwd: string },
): string {
  if (!found) return `no smoke of ${playbook}${limit === undefined ? '' : ` on ${limit}`} has passed yet`;
  const { endedAt, hosts, folder, reasons } = found;
  return [
    `the last smoke that passed: ${endedAt}, on ${hosts.join(', ')}, ${relative(cwd, folder)}`,
    ...(reasons.length === 0 ? ['nothing has changed since'] : reasons.map((one) => `  ${one}`)),
  ].join('\n');
}

const PROVEN = { none: 'no job was proven (--prove)', one: 'one job was proven', all: 'every job was proven' } as const;

function placeText(place: Place, { cwd }: TextOptions): string {
  return formatPlace({ ...place, file: relative(cwd, place.file) || place.file });
}
