import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container } from 'dockerode';
import type { Command, ScriptLine, Stage, Started } from '../../model/stage.ts';
import { waitFor } from '../../time/deadline.ts';
import { lineOf } from '../attached.ts';
import type { Door } from '../door.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { RECEIPTS_DIR } from '../host-kind.ts';

/** From the start of a command to its number. */
const STARTED_WITHIN_MS = 30_000;

interface Parts {
  readonly engine: Engine;
  readonly container: Container;
  /** Where the copied disks stand in the container. */
  readonly root: string;
  readonly doors: readonly Door[];
  /** Shared with the machine, at the same path. */
  readonly workDir: string;
  readonly released: (removed: boolean) => void | Promise<void>;
}

/**
 * A double of this very machine, as localhost of a play: its disks, copied on write, with a loopback on which our links answer, and
 * with no other network at all. Whatever is done in it is gone with it.
 */
export class ControllerDouble implements Stage, AsyncDisposable {
  /** Where faults of jobs on localhost leave their receipts. */
  readonly receiptsDir = RECEIPTS_DIR;
  readonly #parts: Parts;
  #removed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Runs the command in the double as the user who runs us. */
  async start({ words, cwd, env, outputFile }: Command): Promise<Started> {
    const printed = join(this.#parts.workDir, 'output.txt');
    const script = 'cd "$1" && shift && exec "$@" >"$0" 2>&1 </dev/null';
    const exec = await this.#parts.container.exec({
      User: '0:0',
      Cmd: inside(this.#parts.root, 'user', ['/bin/sh', '-c', script, printed, cwd, ...words]),
      Env: Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])),
      AttachStdout: true,
      AttachStderr: true,
    });
    const { output, errors, closed } = lineOf(this.#parts.engine, await exec.start({ hijack: true, stdin: false }));
    let complaint = '';
    output.resume();
    errors.on('data', (data) => {
      complaint = (complaint + data).slice(-2000);
    });
    const ended = closed.then(async () => {
      const { ExitCode } = await waitFor(
        async () => {
          const seen = await exec.inspect();
          return seen.ExitCode === null ? { done: false, last: 'running' } : { done: true, value: seen };
        },
        { what: 'the end of a command in the double', withinMs: STARTED_WITHIN_MS, everyMs: 20 },
      );
      await copyFile(printed, outputFile).catch(() => {});
      const exitCode = ExitCode ?? undefined;
      return complaint === '' ? { exitCode } : { exitCode, cause: new Error(complaint.trim()) };
    });
    ended.catch(() => {});
    const pid = await waitFor(
      async () => {
        const seen = await exec.inspect();
        // Neither while it is being started: that it doesn't run yet doesn't mean that it has ended.
        const known = seen.Pid > 0 || seen.ExitCode !== null;
        return known ? { done: true, value: seen.Pid > 0 ? seen.Pid : undefined } : { done: false, last: 'no pid' };
      },
      { what: 'a command in the double to start', withinMs: STARTED_WITHIN_MS, everyMs: 20 },
    );
    return { pid, ended };
  }

  /** Runs a shell script as root in it, and hands out its ends. `path` comes before the PATH of the machine's own tools. */
  async script(text: string, path: string): Promise<ScriptLine> {
    const exec = await this.#parts.container.exec({
      User: '0:0',
      Cmd: inside(this.#parts.root, 'root', ['/bin/sh', '-c', text]),
      Env: [`PATH=${path}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    return lineOf(this.#parts.engine, await exec.start({ hijack: true, stdin: true }));
  }

  /** Removes it, with all that was done in it. */
  stop(): Promise<void> {
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #remove(): Promise<void> {
    const { engine, container, doors, released } = this.#parts;
    let removed = false;
    try {
      await Promise.all(doors.map((door) => door[Symbol.asyncDispose]()));
      await removeContainer(engine, container.id);
      removed = true;
    } finally {
      await released(removed);
    }
  }
}

/**
 * Into the copied disks, without the capability to mount anything: the engine gives it anew to each command, and with it one could
 * look for the machine's own disks.
 */
function inside(root: string, as: 'user' | 'root', words: readonly string[]): string[] {
  const bound = ['setpriv', '--inh-caps', '-all', '--bounding-set', '-sys_admin'];
  const who = as === 'root' ? [] : [`--userspec=${uid()}:${gid()}`, `--groups=${groups().join(',')}`];
  return [...bound, 'chroot', ...who, root, ...words];
}

export const uid = () => process.getuid?.() ?? 0;
export const gid = () => process.getgid?.() ?? 0;
const groups = () => process.getgroups?.() ?? [gid()];
