import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type RunnerTestCase, TestRunner } from 'vitest';
import type { Order, Said } from './protocol.ts';

/** What the instrumented code looks at, and where it counts how often it came by which mutant. */
interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number;
  mutantCoverage?: {
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly static: Readonly<Record<string, number>>;
  };
}

/** A mutant may make a loop longer, but not endless. */
const MORE_HITS = 100;
const HITS_AT_LEAST = 10_000;

const order = JSON.parse(readFileSync(process.env.MUTATION_ORDER ?? '', 'utf8')) as Order;
const done = new Set(order.done);
// The name is that of StrykerJS, whose instrumenter writes it into the code.
const scope = globalThis as { __stryker__?: Switchboard };
scope.__stryker__ ??= {};
const switchboard = scope.__stryker__;

/**
 * Plays each test as it is, and then once more for each sleeping mutant that it came by, awake, until some test has noticed it. Loading
 * takes most of the time of a run; here all is loaded once. It takes tests without hooks, that leave nothing behind.
 */
export default class MutantRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const play = TestRunner.getTestFn(test);
    // Without one, what is come by counts as loading.
    switchboard.currentTestId = test.id;
    try {
      await play();
      switchboard.currentTestId = 'again';
      await this.#wakeEach(test, play);
    } finally {
      switchboard.currentTestId = undefined;
    }
  }

  async #wakeEach(test: RunnerTestCase, play: () => unknown): Promise<void> {
    const hits = Object.entries(switchboard.mutantCoverage?.perTest[test.id] ?? {});
    say({ saw: hits.map(([id]) => id), loaded: Object.keys(switchboard.mutantCoverage?.static ?? {}) });
    for (const [id, count] of hits) {
      if (done.has(id)) continue;
      const noticed = await playAwake(id, count, play);
      if (noticed === undefined) continue;
      done.add(id);
      say({ mutant: id, noticed, by: test.name });
      // The test's context is aborted by now: from here on it would fail by itself.
      if (noticed === 'hung') return;
    }
    // What a mutant leaves behind would be held against others.
    if (hits.length > 0) await play();
  }
}

async function playAwake(id: string, count: number, play: () => unknown): Promise<Said['noticed']> {
  writeFileSync(order.nowFile, id);
  switchboard.activeMutant = id;
  switchboard.hitCount = 0;
  switchboard.hitLimit = count * MORE_HITS + HITS_AT_LEAST;
  try {
    await play();
    return undefined;
  } catch (error) {
    return /^Test timed out/.test(String((error as Error | undefined)?.message)) ? 'hung' : 'failed';
  } finally {
    switchboard.activeMutant = undefined;
    switchboard.hitCount = undefined;
  }
}

function say(what: Said): void {
  appendFileSync(order.saysFile, `${JSON.stringify(what)}\n`);
}
