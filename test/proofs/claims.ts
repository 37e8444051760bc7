import { waitFor } from '../../harness/time/deadline.ts';

const LEFT_WITHIN_MS = 60_000;

/** What a proof says of each thing that it has looked at, and how it ends. */
export class Claims {
  #wrong = 0;

  /** It is so where there is no trouble. */
  said(what: string, trouble: readonly string[]): void {
    if (trouble.length > 0) this.#wrong += 1;
    process.stdout.write(
      `${trouble.length === 0 ? 'so' : 'NOT SO'}: ${what}\n${trouble.map((line) => `  ${line}\n`).join('')}`,
    );
  }

  /** Something was thrown on the way. */
  cut(error: unknown): void {
    this.said('it came to its end', [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }

  get exitCode(): 0 | 1 {
    return this.#wrong === 0 ? 0 : 1;
  }
}

/** Resolves when nothing is left of what is asked for. Throws DeadlinePassed with what still is, after a minute. */
export async function nothingIsLeft(left: () => Promise<readonly string[]>): Promise<void> {
  await waitFor(
    async () => {
      const still = await left();
      return still.length === 0 ? { done: true, value: undefined } : { done: false, last: still.join(', ') };
    },
    { what: 'nothing left', withinMs: LEFT_WITHIN_MS, everyMs: 200 },
  );
}

/** Ctrl-C goes to the drill as well, which ends for it; then all that was made here is taken away. */
export function endWithTheDrill(): void {
  process.on('SIGINT', () => {});
}
