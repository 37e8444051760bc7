import { execa } from 'execa';

export interface OurselvesOptions {
  /** On top of our own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Interrupts it as Ctrl-C does: it ends in its own time. */
  readonly signal: AbortSignal;
  /** Each line of its stderr as it comes. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs another process of this program, to its end. `argv`: its script, and the words of a command line. It is told of our own end by its channel, which closes with us
 * whatever ends us (`disconnect`). Returns its exit code; undefined where a signal ended it.
 */
export async function runOurselves(
  argv: readonly string[],
  { env, signal, onLine }: OurselvesOptions,
): Promise<number | undefined> {
  const running = execa(process.execPath, [...process.execArgv, ...argv], {
    env,
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: false,
    ipc: true,
    reject: false,
    cancelSignal: signal,
    killSignal: 'SIGINT',
    forceKillAfterDelay: false,
  });
  for await (const line of running.iterable({ from: 'stderr' })) onLine(line);
  return (await running).exitCode;
}
