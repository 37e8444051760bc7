import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectEngine } from '../lab/engine.ts';
import { ReapcheckError } from '../model/error.ts';
import { exec } from '../process/exec.ts';
import { startDetached } from '../process/start-detached.ts';
import { DeadlinePassed, waitFor } from '../time/deadline.ts';
import type { FixContext } from './check.ts';
import { stateDir } from './machine.ts';

const ANSWER_WITHIN_MS = 60_000;
const SHOWN_LINES = 8;

/** Starts the engine that is installed, and returns when it answers. Throws `engine-start-failed`. */
export async function startEngine(context: FixContext): Promise<void> {
  if (context.machine.systemd) await startService(context);
  else await startDaemon(context);
}

async function startService(context: FixContext): Promise<void> {
  context.change('systemctl start docker');
  const run = await exec('systemctl', ['start', 'docker'], {
    env: context.machine.env,
    timeoutMs: ANSWER_WITHIN_MS,
    signal: context.signal,
  });
  if (run.failed) throw startFailed(run.output.trim() || String(run.why), 'journalctl -u docker');
  await answers(context, () => undefined, 'journalctl -u docker');
}

async function startDaemon(context: FixContext): Promise<void> {
  const folder = stateDir(context.machine.env);
  const logFile = join(folder, 'dockerd.log');
  mkdirSync(folder, { recursive: true });
  context.change(`dockerd >>${logFile} 2>&1 &`);
  const daemon = startDetached('dockerd', [], { env: context.machine.env, logFile });
  if (daemon.pid !== undefined) writeFileSync(join(folder, 'dockerd.pid'), `${daemon.pid}\n`);
  let ended: string | undefined;
  void daemon.exited.then((why) => {
    ended = why;
  });
  await answers(context, () => (ended ? `dockerd ${ended}\n${lastLines(logFile)}` : undefined), logFile);
}

async function answers(context: FixContext, ended: () => string | undefined, log: string): Promise<void> {
  try {
    await waitFor(
      async () => {
        const why = ended();
        if (why !== undefined) throw startFailed(why, log);
        return connectEngine().then(
          () => ({ done: true, value: undefined }) as const,
          (error) => ({ done: false, last: error instanceof ReapcheckError ? error.seen : error }) as const,
        );
      },
      { what: 'the engine to answer', withinMs: ANSWER_WITHIN_MS, everyMs: 100, signal: context.signal },
    );
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    throw startFailed(`${error.message}\n${lastLines(log)}`, log);
  }
}

function startFailed(seen: string, log: string): ReapcheckError {
  return new ReapcheckError({
    code: 'engine-start-failed',
    kind: 'environment',
    what: 'the Docker engine did not start',
    seen,
    remedy: `see ${log}`,
  });
}

function lastLines(logFile: string): string {
  try {
    return readFileSync(logFile, 'utf8')
      .trim()
      .split('\n')
      .slice(-SHOWN_LINES)
      .map((line) => `    ${line}`)
      .join('\n');
  } catch {
    return '';
  }
}
