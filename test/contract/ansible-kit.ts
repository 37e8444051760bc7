import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Controller, findController } from '../../harness/ansible/controller.ts';
import { inventoryYaml } from '../../harness/ansible/inventory.ts';
import { type RunResult, runPlaybook } from '../../harness/ansible/run.ts';
import type { Doubles } from '../../harness/ansible/run-request.ts';
import { currentOwner, formatOwner } from '../../harness/lab/owner.ts';
import type { Event } from '../../harness/model/event.ts';
import type { Arm } from '../../harness/model/fault.ts';
import type { DisposableHost } from '../../harness/model/host.ts';
import type { Stub } from '../../harness/model/stub.ts';
import { ansibles } from '../ansibles.ts';

/** The ansible-cores to test, as `ansibles` chooses; none where none is found. */
export async function controllersToTest(which: 'newest' | 'ends' = 'ends'): Promise<readonly Controller[]> {
  const found = await Promise.allSettled(
    ansibles(which).map((executable) => findController({ ansible: executable, env: process.env })),
  );
  const [first] = found;
  // One that is named must be there; where none is named there may be none.
  if (first?.status === 'rejected' && ansibles(which)[0] === undefined) return [];
  return found.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

const SESSION = randomBytes(5).toString('hex');

export interface PlayOptions {
  /** Relative path → text. `play.yml` is the playbook. */
  readonly files: Readonly<Record<string, string>>;
  readonly hosts?: readonly DisposableHost[];
  /** The hosts stand for those of an inventory, which the arguments name. */
  readonly doubles?: Doubles;
  readonly arms?: readonly Arm[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeLimitMs?: number;
  readonly speed?: number;
  readonly freely?: boolean;
  readonly stubs?: readonly Stub[];
  /** Most of these plays run on this machine: they are the tests' own, and do no harm. */
  readonly mayActLocally?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: Event) => void;
}

export interface Played extends RunResult {
  readonly events: readonly Event[];
  readonly output: string;
  /** Folder with the playbook, as places name it. */
  readonly folder: string;
  /** Where the run had its control sockets. */
  readonly controlDir: string;
  readonly of: <T extends Event['type']>(type: T, task?: string) => readonly Extract<Event, { type: T }>[];
}

/** A folder for plays, removed when the test is done with it. */
export function playFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'rc play '));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes the files, runs play.yml and collects its events. Local jobs keep their files in the folder. */
export async function play(controller: Controller, folder: string, options: PlayOptions): Promise<Played> {
  for (const [name, text] of Object.entries(options.files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const work = mkdtempSync(join(tmpdir(), 'rcw-'));
  const controlDir = join(work, 'cp');
  const inventory = join(folder, 'inventory.yml');
  if (options.hosts) writeFileSync(inventory, inventoryYaml({ hosts: options.hosts, controlDir }));
  const events: Event[] = [];
  try {
    const result = await runPlaybook(
      {
        controller,
        args: [...(options.hosts && !options.doubles ? ['-i', inventory] : []), ...(options.args ?? []), 'play.yml'],
        cwd: folder,
        env: {
          ...process.env,
          // Signed, so that nobody who sweeps the machine takes it for what a dead session left.
          REAPCHECK_OWNER: formatOwner(currentOwner()),
          ANSIBLE_ASYNC_DIR: join(folder, 'async'),
          ANSIBLE_LOCALHOST_WARNING: '0',
          ...options.env,
        },
        sessionId: SESSION,
        workDir: work,
        controlDir,
        outputFile: join(folder, 'output.txt'),
        timeLimitMs: options.timeLimitMs ?? 120_000,
        hosts: options.hosts ?? [],
        arms: options.arms ?? [],
        speed: options.speed ?? 1,
        freely: options.freely ?? false,
        stubs: options.stubs ?? [],
        ...(options.doubles ? { doubles: options.doubles } : {}),
        ...(options.mayActLocally === false ? {} : { localhost: { kind: 'this-machine' as const } }),
      },
      {
        signal: options.signal,
        onEvent: (event) => {
          events.push(event);
          options.onEvent?.(event);
        },
      },
    );
    return {
      ...result,
      events,
      output: readFileSync(result.outputFile, 'utf8'),
      folder,
      controlDir,
      of: selector(events),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Events of one type, of the task with this name. */
function selector(events: readonly Event[]): Played['of'] {
  return (type, task) => {
    const ids = new Set(events.flatMap((one) => (one.type === 'task-start' && one.name === task ? [one.task] : [])));
    const ofType = events.filter((one): one is never => one.type === type);
    return task === undefined ? ofType : ofType.filter((one: { task?: string }) => ids.has(one.task ?? ''));
  };
}

/** What is the same in every run: ids and times left out, so that a whole event can be compared. */
export function timeless(event: Event): Record<string, unknown> {
  const { at, since, task, play: playId, jid, resultsFile, ...rest } = event as unknown as Record<string, unknown>;
  return rest;
}
