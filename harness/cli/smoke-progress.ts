import { createInterface } from 'node:readline/promises';
import type { SmokeProgress } from '../engine/smoke/setting.ts';
import { ReapcheckError } from '../model/error.ts';
import { outcomeWords } from '../reporters/outcome-words.ts';
import { conditionsText, intentText } from '../reporters/smoke/text.ts';
import { timeline } from '../reporters/timeline.ts';
import { elapsed } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';
import { mayColour } from './colour.ts';

export interface SmokeProgressOptions {
  readonly playbook: string;
  readonly cwd: string;
  /** No question is asked. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
}

/** Lines on stderr, so that `--json` has stdout for itself: on a terminal and in a log they are the same. */
export function smokeProgress({ playbook, cwd, yes, signal }: SmokeProgressOptions): SmokeProgress {
  const began = elapsed();
  const say = (text: string) => console.error(`[${formatDuration(elapsed() - began).padStart(7)}] ${text}`);
  const options = { cwd, colour: mayColour(process.stderr) };
  let line = timeline();
  return {
    looking: () => say('looking at the hosts; nothing is run'),
    confirm: async (intent, conditions) => {
      console.error(conditionsText(conditions, options));
      console.error(intentText(playbook, intent, options));
      return yes || (await ask(signal));
    },
    runStarted: (what) => {
      line = timeline();
      say(`${what} begins`);
    },
    event: (event) => {
      const text = line(event);
      if (text !== undefined) say(text);
    },
    runEnded: ({ what, green, wallMs, tail, expected }) => {
      say(`${what} ended ${green ? 'green' : 'red'} after ${formatDuration(wallMs)}`);
      if (!green && !expected) console.error(tail.replace(/^/gm, '    | '));
    },
    proved: ({ trial, outcome }) =>
      say(`${outcome.kind} "${trial.taskName}" on ${trial.job.host} (${outcomeWords(outcome)})`),
    interrupted: (looks, why) => {
      if (looks.length === 0) say(`the hosts could not be looked at after the interrupt${why ? `: ${why}` : ''}`);
      for (const { host, removed, left } of looks) {
        for (const path of removed) say(`${host}: removed ${path}`);
        for (const path of left) say(`${host}: left ${path}, which is in use`);
      }
      const running = new Set(
        looks.flatMap(({ host, processes }) => processes.map(({ jid }) => `${host}: job ${jid}`)),
      );
      for (const job of running) say(`${job} is still running there`);
    },
  };
}

async function ask(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ReapcheckError({
      code: 'not-confirmed',
      kind: 'usage',
      what: 'nobody can be asked here, and nothing was run',
      expected: 'a terminal, or --yes',
      remedy: 'read what will run for real above, and give --yes if it may',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // While it asks, the terminal's Ctrl-C is a key like any other.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await lines.question('Run it? [y/N] ', { signal })).trim());
  } catch (error) {
    signal.throwIfAborted();
    // Ctrl-D: the end of input is no yes.
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    lines.close();
  }
}
