import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { ReapcheckError } from '../model/error.ts';
import type { Event } from '../model/event.ts';
import type { RunEnd } from '../model/history.ts';
import { after, now } from '../time/clock.ts';
import type { Controller } from './controller.ts';
import { writeDriveConfig } from './drive-config.ts';
import { followEvents } from './events.ts';
import { handedOn } from './handed-on.ts';
import { here } from './here.ts';
import { pluginFile } from './plugins.ts';
import { endGroup, processesStartedWith, signalGroup } from './process-group.ts';
import type { RunRequest } from './run-request.ts';
import { endSshMasters } from './ssh-masters.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called for each event, in order, while the run goes on; never after runPlaybook has resolved. */
  readonly onEvent: (event: Event) => void;
}

export interface RunResult {
  /** Null where a signal ended it. */
  readonly rc: number | null;
  readonly how: RunEnd;
  /** Epoch in ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outputFile: string;
  /** The end of what was printed, stdout and stderr as they came, for messages. */
  readonly outputTail: string;
}

/** As in plugins/reapcheck_driver/driver.py. */
const EXIT_UNSUPPORTED = 97;
const TAIL_BYTES = 4096;
/** SIGINT first: Ansible then removes its temporary files. */
const ENDING = [
  { signal: 'SIGINT', graceMs: 1_500 },
  { signal: 'SIGTERM', graceMs: 500 },
] as const;

/**
 * Runs ansible-playbook once, with our instruments. Resolves when no process of it is left and every event is delivered,
 * however it ended. Throws `ansible-unsupported` where the instruments don't fit this ansible-core.
 */
export async function runPlaybook(request: RunRequest, { signal, onEvent }: RunOptions): Promise<RunResult> {
  const files = await writeDriveConfig(request);
  const startedAt = now();
  const stage = request.localhost?.kind === 'double' ? request.localhost.stage : here;
  const { pid, ended: child } = await stage.start({
    words: [request.controller.python, '-u', pluginFile('drive.py'), ...request.args],
    cwd: request.cwd,
    env: {
      ...handedOn(request.controller, request.env),
      REAPCHECK_CONFIG: files.config,
      REAPCHECK_SESSION: request.sessionId,
    },
    outputFile: request.outputFile,
  });

  const mark = `REAPCHECK_CONFIG=${files.config}`;
  let how: RunEnd = 'exited';
  const stop = Promise.withResolvers<void>();
  const stopFor = (why: RunEnd) => {
    if (how === 'exited') how = why;
    stop.resolve();
  };
  using _limit = after(request.timeLimitMs, () => stopFor('timed-out'));
  const abort = () => stopFor('aborted');
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();

  const written = new AbortController();
  const followed = followEvents(files.events, onEvent, written.signal).catch((error: unknown) => {
    // Without its events the rest of the run is worth nothing.
    abort();
    return { error };
  });
  try {
    const stopped = await Promise.race([child.then(() => false), stop.promise.then(() => true)]);
    // Before they are told to end: a worker that obeys leaves its own group behind, and whatever doesn't obey in it.
    const workers = stopped ? await processesStartedWith(mark) : [];
    if (stopped) await end(child, pid);
    else how = 'exited';
    const ended = await child;
    if (pid === undefined) throw notStarted(request.controller, ended.cause);
    await endRemains([pid, ...workers, ...(await processesStartedWith(mark))]);
    await endSshMasters(request.controlDir);
    written.abort();
    const following = await followed;
    if (following) throw following.error;
    const outputTail = await tail(request.outputFile);
    const refusal = existsSync(files.refusal) ? readFileSync(files.refusal, 'utf8') : undefined;
    if (refusal !== undefined || ended.exitCode === EXIT_UNSUPPORTED) {
      throw unsupported(request.controller, refusal ?? outputTail);
    }
    return {
      rc: ended.exitCode ?? null,
      how,
      startedAt,
      endedAt: now(),
      outputFile: request.outputFile,
      outputTail,
    };
  } finally {
    signal?.removeEventListener('abort', abort);
    written.abort();
    await followed;
  }
}

/** Asks the whole group to end, more and more firmly. What ignores it all is killed with the remains. */
async function end(exited: PromiseLike<unknown>, group: number | undefined): Promise<void> {
  if (group === undefined) return;
  for (const { signal, graceMs } of ENDING) {
    if (!signalGroup(group, signal)) return;
    const grace = Promise.withResolvers<'over'>();
    using _timer = after(graceMs, () => grace.resolve('over'));
    if ((await Promise.race([exited, grace.promise])) !== 'over') return;
  }
  signalGroup(group, 'SIGKILL');
}

/** Nothing of the run outlives it: neither its group nor those of workers, which have their own from 2.19 on. */
async function endRemains(groups: readonly number[]): Promise<void> {
  await Promise.all([...new Set(groups)].map(endGroup));
}

async function tail(path: string): Promise<string> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8');
}

function notStarted(controller: Controller, cause: unknown): ReapcheckError {
  return new ReapcheckError({
    code: 'no-ansible-playbook',
    kind: 'environment',
    what: `${controller.python}, which runs ${controller.executable}, can't be started`,
    seen: cause instanceof Error ? cause.message : String(cause),
    remedy: 'npx reapcheck doctor --fix',
    cause,
  });
}

function unsupported(controller: Controller, outputTail: string): ReapcheckError {
  return new ReapcheckError({
    code: 'ansible-unsupported',
    kind: 'environment',
    what: `reapcheck can't look into ansible-core ${controller.coreVersion} (${controller.executable})`,
    expected: 'an ansible-core whose task executor and async_wrapper reapcheck knows',
    seen: outputTail.trim().split('\n').slice(-3).join(' | '),
    remedy: 'use another ansible-core with --ansible-playbook, and report this with the output above',
  });
}
