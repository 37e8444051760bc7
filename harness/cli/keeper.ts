import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playgrounds } from '../lab/playground.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Host } from '../model/host.ts';
import { startDetached } from '../process/start-detached.ts';
import { DeadlinePassed, type Look, waitFor } from '../time/deadline.ts';

const UP_WITHIN_MS = 300_000;
let started = 0;

/** A process in the background that has hosts of one engine, and keeps their addresses, until it is told to end. */
export class Keeper implements Disposable {
  readonly #logFile: string;
  readonly #pid: number | undefined;
  #ended: string | undefined;

  /** `argv`: its script, and the words of its command line. */
  constructor(argv: readonly string[], env: Readonly<Record<string, string | undefined>>) {
    started += 1;
    this.#logFile = join(tmpdir(), `reapcheck-hosts-${process.pid}-${started}.log`);
    const { pid, exited } = startDetached(process.execPath, [...process.execArgv, ...argv], {
      env,
      logFile: this.#logFile,
    });
    this.#pid = pid;
    void exited.then((how) => {
      this.#ended = how;
    });
  }

  /** Resolves when all of its hosts are up. Throws `hosts-not-up`, or the signal's reason. */
  async hosts(signal: AbortSignal): Promise<readonly Host[]> {
    try {
      return await waitFor(
        () => {
          const mine = playgrounds().find(({ pid }) => pid === this.#pid);
          if (mine) return { done: true, value: mine.hosts };
          if (this.#ended !== undefined) throw this.#notUp(this.#ended);
          return { done: false, last: 'not up yet' };
        },
        { what: 'hosts up', withinMs: UP_WITHIN_MS, everyMs: 50, signal },
      );
    } catch (error) {
      throw error instanceof DeadlinePassed ? this.#notUp(error.message) : error;
    }
  }

  /** It has a session of its own, which no Ctrl-C reaches: it is told, and removes what it has made so far. */
  async end(): Promise<void> {
    if (this.#pid !== undefined && this.#ended === undefined) process.kill(this.#pid, 'SIGTERM');
    const gone = () =>
      (this.#ended === undefined ? { done: false, last: 'alive' } : { done: true, value: this.#ended }) as Look<string>;
    await waitFor(gone, { what: 'the hosts to be removed', withinMs: UP_WITHIN_MS, everyMs: 50 });
  }

  [Symbol.dispose](): void {
    rmSync(this.#logFile, { force: true });
  }

  #notUp(ended: string): ReapcheckError {
    return new ReapcheckError({
      code: 'hosts-not-up',
      kind: 'environment',
      what: 'the hosts could not be started',
      seen: readFileSync(this.#logFile, 'utf8').trim() || ended,
      remedy: 'npx reapcheck doctor --fix',
    });
  }
}
