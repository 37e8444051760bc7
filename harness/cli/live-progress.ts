import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import { elapsed } from '../time/clock.ts';
import { mayColour } from './colour.ts';
import { type LiveDrill, liveFrame } from './live-frame.ts';
import type { ShownProgress } from './shown-progress.ts';

/** So often the picture is drawn anew, in ms: running times go on without any news. */
const TICK_MS = 500;
/** Where the terminal doesn't say how wide it is. */
const COLUMNS = 80;

/** The whole drill as one picture, drawn in its place until the drill ends. */
export function showLive(playbook: string): ShownProgress {
  const draw = createLogUpdate(process.stderr);
  const colour = mayColour(process.stderr);
  const drill: LiveDrill = { playbook, beganAt: elapsed(), baseline: undefined, trials: new Map(), trialsBeganAt: 0 };
  const frame = () =>
    draw(
      liveFrame(drill, {
        columns: process.stderr.columns || COLUMNS,
        now: elapsed(),
        paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
      }),
    );
  const clock = setInterval(frame, TICK_MS);
  // A picture keeps no process alive.
  clock.unref();
  return {
    baselineStarted: frame,
    baselineEnded: (result) => {
      drill.baseline = result;
      frame();
    },
    planned: (trials) => {
      drill.trialsBeganAt = elapsed();
      for (const trial of trials) drill.trials.set(trial.id, { trial, is: 'waiting' });
      frame();
    },
    trialStarted: (trial, wait) => {
      drill.trials.set(trial.id, { trial, is: 'running', since: elapsed(), wait });
      frame();
    },
    trialEnded: (trial, outcome) => {
      drill.trials.set(trial.id, { trial, is: 'ended', outcome });
      frame();
    },
    stopped: async () => {
      clearInterval(clock);
      for (const { trial, is } of drill.trials.values())
        if (is !== 'ended') drill.trials.set(trial.id, { trial, is: 'interrupted' });
      frame();
      draw.done();
    },
  };
}
