import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { test as base, expect, vi } from 'vitest';
import type { Controller } from './ansible/controller.ts';
import { checkExpectation } from './checks/expectations/check.ts';
import { RunStore } from './history/store.ts';
import { type Lab, openLab } from './lab/lab.ts';
import { chooseController } from './library/choose-controller.ts';
import { Playbook, type PlaybookOptions, type PlaybookRun } from './library/playbook.ts';
import { refuseOldVitest } from './library/vitest-version.ts';
import type { Checked, Expectation } from './model/expectation.ts';
import type { Reason } from './model/outcome.ts';
import { checkText } from './reporters/run/text.ts';
import { parseDuration } from './time/duration.ts';

export type { FaultWish, PlaybookOptions, PlaybookRun, PlayOptions } from './library/playbook.ts';
export { Playbook } from './library/playbook.ts';
export type { Expectation } from './model/expectation.ts';

refuseOldVitest(createRequire(import.meta.url)('vitest/package.json').version);

/** A real play takes longer than vitest's 5 s; a test may still set a limit of its own. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/**
 * Vitest's own `test` with fixtures: `lab` makes hosts, once per worker; `playbook` opens a playbook on hosts of its own, which are
 * removed with the test. `REAPCHECK_ANSIBLE` is another ansible-playbook than the first one found: a path, or a version; `REAPCHECK_CONTROLLER` says
 * where it runs: `local`, `container` or an image.
 */
export const test = base
  .extend('controller', { scope: 'worker' }, async (): Promise<Controller> => {
    const { REAPCHECK_ANSIBLE: ansible, REAPCHECK_CONTROLLER: controller } = process.env;
    return chooseController({
      ansible: ansible || undefined,
      controller: controller || undefined,
      env: process.env,
      // What a playbook needs besides is known when it is opened.
      shown: () => [],
      signal: new AbortController().signal,
    });
  })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from this pattern, and takes no other.
  .extend('lab', { scope: 'worker' }, async ({}, { onCleanup }): Promise<Lab> => {
    const lab = await openLab();
    onCleanup(() => lab[Symbol.asyncDispose]());
    return lab;
  })
  .extend('runs', { scope: 'worker' }, async () => new RunStore(resolve('runs'), 'vitest', new Date()))
  .extend('playbook', async ({ lab, controller, runs, signal }, { onCleanup }) => {
    const opened: Promise<Playbook>[] = [];
    onCleanup(async () => {
      // One that could not be opened has told so where it was awaited, and has left nothing.
      const settled = await Promise.allSettled(opened);
      await Promise.all(
        settled.map((one) => (one.status === 'fulfilled' ? one.value[Symbol.asyncDispose]() : undefined)),
      );
    });
    return (file: string, options: PlaybookOptions = {}): Promise<Playbook> => {
      const setting = { lab, controller, store: runs, cwd: process.cwd(), env: process.env, signal };
      const playbook = Playbook.open(file, options, setting);
      opened.push(playbook);
      return playbook;
    };
  });

type OnRun<T, F> = T extends PlaybookRun ? F : never;

export interface SurfaceOptions {
  /** Part of a job’s task name; every failed job without it. */
  readonly of?: string;
  readonly because?: Reason | readonly Reason[];
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The play is red for each job that failed, or for this one. */
    toSurfaceFailure: OnRun<T, (options?: SurfaceOptions) => R>;
    /** Each job was collected by a reap that saw its end. */
    toReapEveryJob: OnRun<T, () => R>;
    /** A job that takes too long makes the play red within this time, such as `20s`. */
    toTimeOutWithin: OnRun<T, (duration: string) => R>;
    /** The play is green, and each host rebooted so often, by its boot ids: once without a number. */
    toReconnectAfterReboot: OnRun<T, (times?: number) => R>;
    /** No job still ran when the play had ended. */
    toLeaveNoOrphans: OnRun<T, () => R>;
    /** These jobs (parts of task names; all without them) ran at the same time. */
    toRunInParallel: OnRun<T, (...jobs: readonly string[]) => R>;
    /** ansible-playbook ended with exit code 0. */
    toEndGreen: OnRun<T, () => R>;
    /** Any expectation that a scenario may have. */
    toMeet: OnRun<T, (expectation: Expectation) => R>;
  }
}

const MATCHERS: Readonly<Record<string, (...args: never[]) => readonly Expectation[]>> = {
  toSurfaceFailure: ({ of, because }: SurfaceOptions = {}) => [
    {
      kind: 'failures',
      are: 'surfaced',
      of,
      reasons: because === undefined ? undefined : ([because].flat() as Reason[]),
    },
  ],
  toReapEveryJob: () => [{ kind: 'reaps', are: 'complete' }],
  toTimeOutWithin: (duration: string) => [
    { kind: 'play', is: 'red' },
    { kind: 'failures', are: 'surfaced', reasons: ['timed-out', 'retries-exhausted'] },
    { kind: 'took', span: { atMostMs: parseDuration(duration, 'toTimeOutWithin') } },
  ],
  toReconnectAfterReboot: (times = 1) => [
    { kind: 'play', is: 'green' },
    { kind: 'reboots', counts: { named: {}, others: times } },
  ],
  toLeaveNoOrphans: () => [{ kind: 'orphans', are: 'none' }],
  toRunInParallel: (...jobs: string[]) => [{ kind: 'parallel', jobs }],
  toEndGreen: () => [{ kind: 'play', is: 'green' }],
  toMeet: (expectation: Expectation) => [expectation],
};

expect.extend(
  Object.fromEntries(
    Object.entries(MATCHERS).map(([name, expectations]) => [
      name,
      function (this: { readonly isNot?: boolean }, run: PlaybookRun, ...args: unknown[]) {
        const checks = expectations(...(args as never[])).map((one) => checkExpectation(one, run, run.hosts));
        return {
          pass: passes(checks, this.isNot === true),
          message: () => message(name, this.isNot === true, checks, run),
        };
      },
    ]),
  ) as never,
);

/** What the history can't tell is neither met nor its contrary: the assertion fails both ways. */
function passes(checks: readonly Checked[], isNot: boolean): boolean {
  if (checks.some(({ is }) => is === 'unmet')) return false;
  return checks.some(({ is }) => is === 'unknown') ? isNot : true;
}

function message(name: string, isNot: boolean, checks: readonly Checked[], run: PlaybookRun): string {
  const shown = isNot ? checks : checks.filter(({ is }) => is !== 'met');
  return [`${isNot ? 'not ' : ''}${name}`, ...shown.flatMap((one) => checkText(one)), `the run: ${run.folder}`].join(
    '\n',
  );
}

export { expect };
