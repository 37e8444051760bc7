import type { Readable } from 'node:stream';
import { execa } from 'execa';

export interface ExecOptions {
  /** The whole environment of the command. Undefined: ours. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The command is killed when it takes longer. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Each line of its output as it comes, stdout and stderr alike. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How a short command ended; `failed` tells whether it did what it should. */
export interface Execution {
  /** The command line, quoted for a shell, for people to read. */
  readonly command: string;
  readonly failed: boolean;
  /** Undefined if it never ran, or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** stdout and stderr as they came. */
  readonly output: string;
  /** If it failed: in one sentence, why. */
  readonly why: string | undefined;
}

function settings({ env, timeoutMs, signal }: ExecOptions) {
  return {
    ...(env && { env, extendEnv: false }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(signal && { cancelSignal: signal }),
    reject: false,
    all: true,
    stdin: 'ignore',
    forceKillAfterDelay: 2_000,
  } as const;
}

/** Runs a command to its end, never through a shell. A failure is a result; only an abort throws, with the signal's reason. */
export async function exec(file: string, args: readonly string[], options: ExecOptions = {}): Promise<Execution> {
  options.signal?.throwIfAborted();
  const running = execa(file, args, settings(options));
  if (options.onLine) for await (const line of running.iterable({ from: 'all' })) options.onLine(line);
  const result = await running;
  if (result.isCanceled) throw options.signal?.reason;
  return executionOf(result);
}

export interface PipedExecution {
  readonly stdout: Readable;
  readonly ended: Promise<Execution>;
}

/** Runs a command whose stdout is too large to keep; `onLine` gets stderr only. Kills it outright when the signal aborts. */
export function execPiped(file: string, args: readonly string[], options: ExecOptions = {}): PipedExecution {
  const running = execa(file, args, {
    ...settings(options),
    all: false,
    killSignal: 'SIGKILL',
    buffer: { stdout: false, stderr: true },
  });
  const lines = async () => {
    for await (const line of running.iterable({ from: 'stderr' })) options.onLine?.(line);
  };
  const ended = Promise.all([running, lines()]).then(([result]) =>
    executionOf({ ...result, stdout: '', all: result.stderr }),
  );
  return { stdout: running.readable({ from: 'stdout', binary: true }), ended };
}

interface Ended {
  readonly escapedCommand: string;
  readonly failed: boolean;
  readonly exitCode?: number | undefined;
  readonly stdout?: string | undefined;
  readonly all?: string | undefined;
  readonly shortMessage?: string | undefined;
}

function executionOf(result: Ended): Execution {
  return {
    command: result.escapedCommand,
    failed: result.failed,
    exitCode: result.exitCode,
    stdout: result.stdout ?? '',
    output: result.all ?? '',
    why: result.failed ? result.shortMessage : undefined,
  };
}
