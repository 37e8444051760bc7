import { describe, expect, test } from 'vitest';
import { type ShownFact, whatItShowed } from '../../harness/checks/what-it-showed.ts';
import { refuseBesideMatrix } from '../../harness/cli/matrix-axes.ts';
import { overCells } from '../../harness/library/over-cells.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import type { RunReport } from '../../harness/model/run-report.ts';
import type { Scenario, Step } from '../../harness/model/scenario.ts';
import { runDifferencesOf } from '../../harness/plan/run-matrix.ts';
import { HistoryBuilder } from './history-builder.ts';
import { PLACE, report, scenario, step } from './run-report-of.ts';

const PLAYED: Step = {
  ...{ name: 'play', playbook: '/w/site.yml', args: [], vars: {}, speed: 1, standIns: {}, faults: [], network: {} },
  ...{ boots: { downMs: Infinity }, timeLimitMs: 1000, expectations: [] },
};
const written = (name: string, over: Partial<Scenario> = {}): Scenario => ({
  ...{ name, why: 'because', theme: 'reboots', tags: [], place: PLACE, needs: {} },
  hosts: [{ name: 'host-1', groups: [] }],
  ...{ steps: [PLAYED], badTwins: [] },
  ...over,
});
const fact = (of: string, is: string | undefined, words = is ?? 'nobody knows'): ShownFact => ({
  id: of,
  of,
  is,
  words,
});

/** One cell, in which each scenario ran once; what each run showed, by its folder. */
function cell(ansible: string, results: RunReport['results'], shown: Readonly<Record<string, readonly ShownFact[]>>) {
  return {
    cell: { ansible },
    report: { ...report(results), folder: `/w/runs/scenarios/${ansible}` },
    shown: (folder: string) => shown[folder],
  };
}
const ran = (name: string, over: Parameters<typeof step>[0] = {}) =>
  scenario(name, 'pass', { steps: [step({ verdict: 'pass', checks: [], folder: name, ...over })] });
const differ = (scenarios: readonly Scenario[], ...cells: readonly ReturnType<typeof cell>[]) =>
  runDifferencesOf(scenarios, cells, '/w/runs/scenarios-matrix/1');

describe('what differs', () => {
  const green = [fact('the play', 'green')];
  const red = [fact('the play', 'red'), fact('"Build"', 'failed', 'failed: no')];

  test('the same run that shows something else is a difference, with both histories', () => {
    expect(
      differ([written('a')], cell('2.14', [ran('a')], { a: red }), cell('2.19', [ran('a')], { a: green })),
    ).toEqual([
      {
        ...{ scenario: 'reboots/a', step: 'play', playbook: '/w/site.yml', place: PLACE },
        seen: [
          { cell: { ansible: '2.14' }, words: 'the play: red; "Build": failed: no', folder: '../../scenarios/2.14/a' },
          {
            cell: { ansible: '2.19' },
            words: 'the play: green; "Build": did not run',
            folder: '../../scenarios/2.19/a',
          },
        ],
      },
    ]);
  });

  test('what is the same, what nobody knows, and what only words differ in are none', () => {
    const one = [fact('the play', 'red'), fact('"Build"', 'failed', 'failed: in other words'), fact('job', undefined)];
    const other = [...red, fact('job', 'lost')];
    expect(
      differ([written('a')], cell('2.14', [ran('a')], { a: one }), cell('2.19', [ran('a')], { a: other })),
    ).toEqual([]);
    const open = scenario('a', 'unknown', { steps: [step({ verdict: 'unknown', folder: 'a' })] });
    expect(differ([written('a')], cell('2.14', [open], { a: red }), cell('2.19', [ran('a')], { a: green }))).toEqual(
      [],
    );
    expect(differ([written('a')], cell('2.14', [ran('a')], {}), cell('2.19', [ran('a')], { a: green }))).toEqual([]);
  });

  test('runs are the same by what is run: one scenario for older versions, and another for newer ones', () => {
    const both = [written('old'), written('new')];
    const cells = [cell('2.14', [ran('old')], { old: red }), cell('2.19', [ran('new')], { new: green })];
    expect(differ(both, ...cells)).toMatchObject([{ scenario: 'reboots/old', seen: [{}, {}] }]);
    for (const other of [
      { steps: [{ ...PLAYED, args: ['--check'] }] },
      { steps: [{ ...PLAYED, boots: {} }] },
      { hosts: [] },
      { prepare: '/w/prepare.yml' },
      { steps: [{ ...PLAYED, name: 'before' }, PLAYED] },
    ])
      expect(differ([written('old'), written('new', other)], ...cells)).toEqual([]);
  });

  test('steps of one name are runs of their own', () => {
    const result = scenario('a', 'pass', {
      steps: [step({ verdict: 'pass', folder: 'a' }), step({ verdict: 'pass', folder: 'b' })],
    });
    const found = differ(
      [written('a', { steps: [PLAYED, PLAYED] })],
      cell('2.14', [result], { a: green, b: red }),
      cell('2.19', [result], { a: green, b: green }),
    );
    expect(found).toMatchObject([{ seen: [{ folder: '../../scenarios/2.14/b' }, {}] }]);
  });

  test('a bad twin is a run of its own', () => {
    const twin = { step: { ...PLAYED, name: 'bad twin', playbook: '/w/bad.yml' }, unmet: [] };
    const result = (folder: string) =>
      scenario('a', 'pass', {
        steps: [
          step({ verdict: 'pass', folder: 'a' }),
          step({ name: 'bad twin', playbook: '/w/bad.yml', verdict: 'pass', folder }),
        ],
      });
    const found = differ(
      [written('a', { badTwins: [twin] })],
      cell('2.14', [result('b')], { a: green, b: red }),
      cell('2.19', [result('b')], { a: green, b: green }),
    );
    expect(found).toMatchObject([{ step: 'bad twin', playbook: '/w/bad.yml' }]);
  });

  test('an expectation that is met in some only is told where nothing else says why', () => {
    const checks = (is: 'met' | 'unmet' | 'unknown') =>
      step()
        .checks.slice(0, 1)
        .map((one) => ({ ...one, is, expected: 'it takes 5 s', seen: '9 s' }));
    const took = (is: 'met' | 'unmet' | 'unknown') => ran('a', { checks: checks(is) });
    const cells = (is: 'met' | 'unmet' | 'unknown', shown = green) => [
      cell('2.14', [took('met')], { a: green }),
      cell('2.19', [took(is)], { a: shown }),
    ];
    expect(differ([written('a')], ...cells('unmet')).flatMap(({ seen }) => seen.map(({ words }) => words))).toEqual([
      'it takes 5 s: met (9 s)',
      'it takes 5 s: unmet (9 s)',
    ]);
    expect(differ([written('a')], ...cells('unknown'))).toEqual([]);
    expect(differ([written('a')], ...cells('unmet', red))[0]?.seen[0]?.words).toBe(
      'the play: green; "Build": did not run',
    );
  });

  test('of many things that differ the first are told, and how many there are besides', () => {
    const many = Array.from({ length: 6 }, (_, index) => fact(`"Task ${index}"`, 'ok'));
    const [found] = differ([written('a')], cell('2.14', [ran('a')], { a: many }), cell('2.19', [ran('a')], { a: [] }));
    expect(found?.seen[0]?.words).toBe('"Task 0": ok; "Task 1": ok; "Task 2": ok; "Task 3": ok; 2 more');
  });
});

describe('what a run showed', () => {
  const shown = (builder: HistoryBuilder) => whatItShowed(builder.facts()).map(({ of, is, words }) => [of, is, words]);

  test('how the play, each task and each job ended, with what a failed task said', () => {
    const history = new HistoryBuilder()
      .launch()
      .collect({ failed: true }, { msg: 'it broke\nhere' })
      .sighting({ type: 'job-file', jid: 'j1.1', started: true, finished: true, rc: 1 } as never)
      .end({ rc: 2 });
    expect(shown(history)).toEqual([
      ['the play', 'red', 'red'],
      ['"Wait for the backup" (play.yml:12)', 'failed', 'failed: it broke'],
      ['the job "Start the backup" of h', 'failed', 'failed'],
    ]);
  });

  test('hosts are named where they differ, and a failure that is ignored is another end', () => {
    const history = new HistoryBuilder()
      .task({ task: 'Look' }, { status: 'failed', ignored: true })
      .event({
        ...{ type: 'result', at: 3300, task: 'Look', host: 'g', item: null, status: 'ok', ignored: false },
        changed: false,
      })
      .end();
    expect(shown(history)).toContainEqual([
      ...['"Look" (play.yml:30)', 'failed, ignored on h; ok on g', 'failed, ignored on h; ok on g'],
    ]);
  });

  test('a job of which nobody saw the end, and a play that was broken off, can’t be compared', () => {
    const [play, job] = shown(new HistoryBuilder().launch().end({ how: 'aborted', rc: null }));
    expect([play, job]).toMatchObject([
      ['the play', undefined, 'broken off'],
      [expect.any(String), undefined, 'unknown'],
    ]);
  });
});

describe('over cells', () => {
  const broken = new ReapcheckError({
    ...{ code: 'no-image', kind: 'environment', what: 'it is not there', expected: 'an image', remedy: 'make it' },
  });
  const over = (run: (name: string) => Promise<string>, signal?: AbortSignal) => {
    const told: string[] = [];
    const ended = overCells({
      axes: { ansible: ['2.14', '2.19'] },
      run: async ({ ansible = '' }) => await run(ansible),
      onCellEnded: async () => {},
      reported: (all) => {
        const text = all.map((one) => ('run' in one ? one.run : one.because.split('\n')[0])).join(', ');
        told.push(text);
        return text;
      },
      signal,
    });
    return { told, ended };
  };

  test('a cell that can’t be had is told with its reason, and the others go on', async () => {
    const { ended } = over(async (name) => {
      if (name === '2.14') throw broken;
      return name;
    });
    expect(await ended).toMatch(/^.*it is not there.*, 2\.19$/);
  });

  test('a bug is no unknown cell', async () => {
    await expect(over(() => Promise.reject(new Error('bug'))).ended).rejects.toThrow('bug');
  });

  test('interrupted: the report says which cells were not run, and the end is not taken for one', async () => {
    const ending = new AbortController();
    const { told, ended } = over(async (name) => {
      ending.abort(new Error('Ctrl-C'));
      return name;
    }, ending.signal);
    await expect(ended).rejects.toThrow('Ctrl-C');
    expect(told.at(-1)).toBe('2.14, it was not run: the matrix was interrupted');
  });
});

test('what is of one run, or is varied, is refused beside a matrix', () => {
  expect(() => refuseBesideMatrix({ keep: true }, { ansible: ['2.14'] }, ['keep'])).toThrow(/--matrix and --keep/);
  expect(() => refuseBesideMatrix({ image: 'one' }, { image: ['two'] }, [])).toThrow(/--matrix and --image/);
  expect(() => refuseBesideMatrix({ image: 'one' }, { ansible: ['2.14'] }, ['keep'])).not.toThrow();
});
