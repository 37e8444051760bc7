import { type AsyncTask, type AuditFinding, INTERNAL_ERROR } from '../../model/audit.ts';
import { formatPlace, samePlace } from '../../model/place.ts';
import { type JunitCase, junit } from '../junit.ts';
import type { Reporter } from '../reporter.ts';
import type { AuditTold } from './told.ts';

/**
 * A suite for each file, a test case for each async task, and one for each finding that is about none. What is set apart or ignored is skipped, and
 * what could not be judged an error: no CI may take it for a pass.
 */
export const auditJunit: Reporter<AuditTold> = ({ report }) => {
  const { project, findings, apart, ignored, notes } = report;
  const ofTask = (one: AuditFinding) => project.asyncTasks.find((task) => isAbout(one, task));
  const cases: readonly Filed[] = [
    ...project.asyncTasks.map((task) => ({
      file: task.place.file,
      one: taskCase(
        task,
        findings.filter((finding) => ofTask(finding) === task),
      ),
    })),
    ...findings.filter((one) => !ofTask(one)).map((one) => filed(one, 'failure')),
    ...apart.map((one) => filed(one, 'skipped', 'set apart')),
    ...ignored.map(({ finding, reason }) => filed(finding, 'skipped', `ignored: ${reason}`)),
    ...notes.filter(report.told).map(({ place, message, code }) => ({
      file: place.file,
      one: {
        ...{ className: place.file, name: `${formatPlace(place)}: not read in full`, text: message },
        is: code === INTERNAL_ERROR ? ('error' as const) : ('skipped' as const),
      },
    })),
  ];
  const files = Map.groupBy(cases, ({ file }) => file);
  return junit([...files].map(([name, ones]) => ({ name, cases: ones.map(({ one }) => one) })));
};

interface Filed {
  readonly file: string;
  readonly one: JunitCase;
}

function isAbout({ subject, place }: AuditFinding, task: AsyncTask): boolean {
  return subject === task.id || samePlace(place, task.place);
}

function taskCase(task: AsyncTask, findings: readonly AuditFinding[]): JunitCase {
  const named = { className: task.place.file, name: `${task.name || task.action} (${formatPlace(task.place)})` };
  const [first] = findings;
  if (!first) return { ...named, is: 'pass' };
  return { ...named, is: 'failure', type: first.rule, text: findings.map(words).join('\n\n') };
}

function filed(finding: AuditFinding, is: JunitCase['is'], why?: string): Filed {
  const { place, rule } = finding;
  const text = [...(why === undefined ? [] : [why]), words(finding)].join('\n');
  return {
    file: place.file,
    one: { className: place.file, name: `${rule} (${formatPlace(place)})`, is, type: rule, text },
  };
}

function words({ message, place, evidence, remedy, rule }: AuditFinding): string {
  return [`${formatPlace(place)}: ${message} [${rule}]`, ...evidence, `to do: ${remedy}`].join('\n');
}
