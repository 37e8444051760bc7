import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { offerReporters, reportersAsked } from '../../harness/cli/reporter-options.ts';
import { reportersNamed, tell } from '../../harness/cli/reporters.ts';
import { AUDIT_REPORTERS } from '../../harness/reporters/audit/catalogue.ts';
import { DRILL_REPORTERS } from '../../harness/reporters/drill/catalogue.ts';
import { MATRIX_REPORTERS } from '../../harness/reporters/matrix/drills.ts';
import { RUN_MATRIX_REPORTERS } from '../../harness/reporters/matrix/scenarios.ts';
import { REPORTER_NAMES } from '../../harness/reporters/reporter.ts';
import { RUN_REPORTERS } from '../../harness/reporters/run/catalogue.ts';
import { LOOK_BACK_REPORTERS, SMOKE_REPORTERS } from '../../harness/reporters/smoke/catalogue.ts';
import { projectOf } from './project-of.ts';
import { CONTEXT } from './reporter-kit.ts';

const asked = (flags: Parameters<typeof reportersAsked>[0], ...shorthands: ('json' | 'junit' | 'format')[]) =>
  reportersAsked(flags, shorthands).map(({ option, name, file }) => `${option} ${name}${file ? `=${file}` : ''}`);

test.each([DRILL_REPORTERS, MATRIX_REPORTERS, RUN_REPORTERS, RUN_MATRIX_REPORTERS, SMOKE_REPORTERS, AUDIT_REPORTERS])(
  '$of is told in every way that there is',
  ({ bundled }) => {
    expect(Object.keys(bundled).toSorted()).toEqual(REPORTER_NAMES.toSorted());
  },
);

test('without any, what a person reads; older spellings stand for names of --reporter, where a verb has them', () => {
  expect(asked({})).toEqual(['--reporter terminal']);
  expect(asked({ json: true }, 'json')).toEqual(['--json json']);
  expect(asked({ json: true })).toEqual(['--reporter terminal']);
  expect(asked({ reporter: ['json,json=a.json'], json: true }, 'json')).toEqual([
    '--reporter json',
    '--reporter json=a.json',
  ]);
  expect(asked({ junit: 'a.xml' }, 'json', 'junit')).toEqual(['--reporter terminal', '--junit junit=a.xml']);
  expect(asked({ format: 'text', output: 'a.txt' }, 'format')).toEqual(['--format terminal=a.txt']);
  expect(asked({ output: 'a.txt' }, 'format')).toEqual(['--output terminal=a.txt']);
  // The output of another verb is another thing.
  expect(asked({ output: 'merged/report.json' }, 'json')).toEqual(['--reporter terminal']);
  expect(asked({ reporter: ['json=a.json, sarif=b.sarif', 'github'] })).toEqual([
    ...['--reporter json=a.json', '--reporter sarif=b.sarif', '--reporter github'],
  ]);
  expect(reportersAsked({ reporter: [] })).toEqual([]);
});

test('a verb offers them as options', async () => {
  const command = offerReporters(new Command('x'), DRILL_REPORTERS, ['json', 'junit']).exitOverride();
  command.action(() => {});
  await command.parseAsync(['--reporter', 'json=a', '--reporter', 'github', '--junit', 'b.xml'], { from: 'user' });
  expect(command.opts()).toEqual({ reporter: ['json=a', 'github'], junit: 'b.xml' });
});

test('what a kind of report can’t be told as is refused by name, with the reason', async () => {
  await expect(
    reportersNamed(reportersAsked({ reporter: ['sarif=a'] }), '/tmp', LOOK_BACK_REPORTERS),
  ).rejects.toMatchObject({
    ...{ code: 'bad-reporter', kind: 'usage' },
    message: expect.stringMatching(/a look back at the last smoke is not told as sarif: nothing is run/),
  });
  await expect(reportersNamed(reportersAsked({ format: 'xml' }, ['format']), '/tmp', AUDIT_REPORTERS)).rejects.toThrow(
    /--format: there is no reporter "xml"/,
  );
});

test('none that is asked for is none', async () => {
  const { folder } = projectOf({});
  await tell(await reportersNamed([], folder, DRILL_REPORTERS), {} as never, CONTEXT);
});

test('one’s own is given what is published, not what we make it of', async () => {
  const { folder } = projectOf({ 'own.mjs': 'export default (report) => JSON.stringify(report);' });
  const chosen = await reportersNamed(reportersAsked({ reporter: ['./own.mjs=o'] }), folder, LOOK_BACK_REPORTERS);
  const back = { found: undefined, fresh: false, playbook: 'site.yml', limit: undefined };
  await tell(chosen, back, { ...CONTEXT, cwd: folder });
  expect(readFileSync(join(folder, 'o'), 'utf8')).toBe('{"fresh":false}');
});
