import { basename, extname, relative } from 'node:path';
import { stringify } from 'yaml';
import { pointedAt } from '../model/pointed-at.ts';
import type { SourceJob } from '../model/source.ts';

/** A first scenario and a first test for a playbook, by what its source tells of its jobs. */
export interface Starter {
  readonly name: string;
  readonly scenarios: Readonly<Record<string, string>>;
  readonly test: string;
}

const SCHEMA = '# yaml-language-server: $schema=../../node_modules/reapcheck/docs/schema/scenario.json';
const LIBRARY = "'reapcheck/vitest'";

/** Pure: texts by file name. `playbook` is relative to the folder that both are in. */
export function starterFor(playbook: string, jobs: readonly Job[]): Starter {
  const name = slug(basename(playbook, extname(playbook)));
  const [job] = jobs;
  const fromScenario = relative(`scenarios/${name}`, playbook);
  return {
    name,
    scenarios: {
      'healthy.yml': scenario({
        name: `${name}-healthy`,
        why: 'The play is green, every job is reaped, and nothing outlives the play.',
        playbook: fromScenario,
        expect: { play: 'green', ...(job ? { reaps: 'complete', orphans: 'none' } : {}) },
      }),
      ...(job
        ? {
            'failure.yml': scenario({
              name: `${name}-failure-surfaces`,
              why: `When "${job.taskName}" fails, the play goes red for it.`,
              playbook: fromScenario,
              faults: [{ fault: 'fail', job: jobName(job, jobs) }],
              expect: { play: 'red', failures: 'surfaced' },
            }),
          }
        : {}),
    },
    test: testText(playbook, job && jobName(job, jobs)),
  };
}

function scenario(yaml: object): string {
  return `${SCHEMA}\n${stringify(yaml, { lineWidth: 120 })}`;
}

type Job = Pick<SourceJob, 'taskName' | 'place'>;

/** By its place where the name is not its own. */
function jobName(job: Job, jobs: readonly Job[]): string {
  const ways = [job.taskName, ...placesOf(job)];
  return ways.find((way) => way !== '' && pointedAt(jobs, way).length === 1) ?? (ways.at(-1) as string);
}

/** `main.yml:3`, `tasks/main.yml:3` and so on: as much of the path as it takes. */
function placesOf({ place }: Job): string[] {
  const parts = place.file.split('/');
  return parts.map((_, index) => `${parts.slice(parts.length - 1 - index).join('/')}:${place.line}`);
}

function testText(playbook: string, job: string | undefined): string {
  const file = JSON.stringify(playbook);
  return [
    `import { expect, test } from ${LIBRARY};`,
    '',
    "test('the healthy play is green', async ({ playbook }) => {",
    `  const run = await (await playbook(${file})).run();`,
    '  expect(run).toEndGreen();',
    ...(job === undefined ? [] : ['  expect(run).toReapEveryJob();', '  expect(run).toLeaveNoOrphans();']),
    '});',
    ...(job === undefined
      ? []
      : [
          '',
          `test(${JSON.stringify(`a failure of ${JSON.stringify(job)} is not lost`)}, async ({ playbook }) => {`,
          `  const play = await playbook(${file});`,
          `  const run = await play.run({ faults: [{ fault: 'fail', job: ${JSON.stringify(job)} }] });`,
          `  expect(run).toSurfaceFailure();`,
          '});',
        ]),
    '',
  ].join('\n');
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'play'
  );
}
