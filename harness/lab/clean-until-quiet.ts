import { elapsed, pause } from '../time/clock.ts';

export interface QuietOptions {
  /** It must stay empty for this long: an engine may still be finishing a create that nobody waits for any more. */
  readonly quietMs: number;
  readonly everyMs: number;
  /** Gives up when for this long nothing was found that could be removed, but looking kept failing. */
  readonly giveUpMs: number;
  /** Gives up in any case. */
  readonly atMostMs: number;
}

/** How it ended: nothing is left, or it could not be made so. */
export type Cleaned = 'quiet' | 'gave-up';

/**
 * Runs a round of cleaning again and again. A round returns how many things it found and removed, and throws if it could
 * not look or remove. It ends when no round found anything for `quietMs`, or when rounds only failed for `giveUpMs`,
 * or after `atMostMs`.
 */
export async function cleanUntilQuiet(round: () => Promise<number>, options: QuietOptions): Promise<Cleaned> {
  const beganAt = elapsed();
  let quietSince = beganAt;
  let progressAt = beganAt;
  for (;;) {
    let found = 0;
    let failed = false;
    try {
      found = await round();
    } catch {
      failed = true;
    }
    const at = elapsed();
    if (found > 0 || failed) quietSince = at;
    if (!failed) progressAt = at;
    if (at - quietSince >= options.quietMs) return 'quiet';
    if (at - progressAt >= options.giveUpMs || at - beganAt >= options.atMostMs) return 'gave-up';
    await pause(options.everyMs);
  }
}
