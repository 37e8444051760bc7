import { project } from '../../harness/history/project.ts';
import type { Collect, Event, HostStats, Result, TaskStart } from '../../harness/model/event.ts';
import type { Facts } from '../../harness/model/facts.ts';
import type { Entry, StrikeMark } from '../../harness/model/history.ts';
import type { Sighting } from '../../harness/model/sighting.ts';

export type Loose<T> = T extends unknown ? Partial<T> & Pick<T, Extract<'type', keyof T>> : never;

export const LAUNCH_PLACE = { file: '/play.yml', line: 5 };
export const REAP_PLACE = { file: '/play.yml', line: 12 };
const GREEN: HostStats = { ok: 2, failures: 0, unreachable: 0, changed: 1, skipped: 0, rescued: 0, ignored: 0 };

interface Ended {
  readonly rc?: number | null;
  readonly how?: 'exited' | 'timed-out' | 'aborted';
  readonly stats?: Partial<HostStats>;
  /** Of hosts besides `h`. */
  readonly others?: Readonly<Record<string, Partial<HostStats>>>;
}

/** A history of one job on one host, as short as a test needs it; times are ms after 0. */
export class HistoryBuilder {
  readonly #entries: Entry[] = [{ kind: 'run', run: { type: 'started', at: 0, timeLimitMs: 60_000 } }];

  launch(over: { limit?: number; poll?: number; noLog?: boolean } = {}): this {
    this.event({
      type: 'task-start',
      at: 10,
      task: 'launch',
      play: 'p',
      name: 'Start the backup',
      action: 'shell',
      place: LAUNCH_PLACE,
      handler: false,
      async: over.limit ?? 10,
      poll: over.poll ?? 0,
      until: false,
      ignoreErrors: false,
      failedWhen: false,
      noLog: over.noLog ?? false,
    });
    return this.event({
      type: 'launch',
      at: 100,
      since: 50,
      task: 'launch',
      host: 'h',
      on: 'h',
      jid: 'j1.1',
      item: null,
      nth: 0,
      limit: over.limit ?? 10,
      poll: over.poll ?? 0,
      resultsFile: '/root/.ansible_async/j1.1',
    });
  }

  /** The reap and how the play took it. */
  collect(
    over: Partial<Collect> = {},
    result: Partial<Result> = {},
    task: { failedWhen?: boolean; untilWritten?: string } = {},
  ): this {
    const failed = over.failed ?? false;
    this.event({
      type: 'task-start',
      at: 200,
      task: 'reap',
      play: 'p',
      name: 'Wait for the backup',
      action: 'async_status',
      place: REAP_PLACE,
      handler: false,
      async: 0,
      poll: 15,
      until: over.until ?? true,
      ignoreErrors: result.ignored ?? false,
      failedWhen: task.failedWhen ?? false,
      noLog: false,
      ...(task.untilWritten === undefined ? {} : { untilWritten: task.untilWritten }),
    });
    this.event({
      type: 'collect',
      at: 3000,
      since: 200,
      via: 'async_status',
      task: 'reap',
      host: 'h',
      jid: 'j1.1',
      item: null,
      nth: 0,
      mode: 'status',
      attempts: 2,
      until: true,
      retries: 8,
      delay: 2,
      finished: true,
      unreachable: false,
      skipped: false,
      ...over,
      failed,
    });
    return this.event({
      type: 'result',
      at: 3001,
      task: 'reap',
      host: 'h',
      item: null,
      status: failed ? 'failed' : 'ok',
      ignored: false,
      changed: false,
      ...result,
    });
  }

  /** Another task, with its end on the host unless it has none. */
  task(task: Partial<TaskStart> & Pick<TaskStart, 'task'>, result?: Partial<Result>): this {
    const { place = { file: '/play.yml', line: 30 } } = task;
    this.event({
      type: 'task-start',
      at: 3100,
      play: 'p',
      name: task.task,
      action: 'command',
      handler: false,
      async: 0,
      poll: 15,
      until: false,
      ignoreErrors: false,
      failedWhen: false,
      noLog: false,
      ...task,
      place,
    });
    if (!result) return this;
    return this.event({
      type: 'result',
      at: 3200,
      task: task.task,
      host: 'h',
      item: null,
      status: 'ok',
      ignored: false,
      changed: false,
      ...result,
    });
  }

  event(event: Loose<Event>): this {
    this.#entries.push({ kind: 'event', event: event as Event });
    return this;
  }

  sighting(sighting: Loose<Sighting>): this {
    this.#entries.push({ kind: 'sighting', sighting: { at: 1000, host: 'h', ...sighting } as Sighting });
    return this;
  }

  strike(strike: StrikeMark): this {
    this.#entries.push({ kind: 'strike', strike });
    return this;
  }

  end(over: Ended = {}): this {
    const others = Object.entries(over.others ?? {}).map(([host, stats]) => [host, { ...GREEN, ...stats }]);
    this.event({ type: 'stats', at: 4000, hosts: { h: { ...GREEN, ...over.stats }, ...Object.fromEntries(others) } });
    this.#entries.push({
      kind: 'run',
      run: { type: 'ended', at: 4100, how: over.how ?? 'exited', rc: over.rc === undefined ? 0 : over.rc },
    });
    return this;
  }

  facts(): Facts {
    return project(this.#entries);
  }
}
