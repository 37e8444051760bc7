import type { Readable, Writable } from 'node:stream';

/** A command as a shell would run it, with nothing on its stdin. */
export interface Command {
  readonly words: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets what it prints, stdout and stderr as they come. Whole when the command has ended. */
  readonly outputFile: string;
}

/** A command that was started. */
export interface Started {
  /** Of its process, which leads a group, as this machine numbers them; undefined if it could not be started. */
  readonly pid: number | undefined;
  /** Settles when it has ended, however it did; `exitCode` is undefined where a signal ended it, or nothing began. */
  readonly ended: Promise<{ readonly exitCode?: number | undefined; readonly cause?: unknown }>;
}

/** Where ansible-playbook runs: on this machine, or in a double of it. */
export interface Stage {
  start(command: Command): Promise<Started>;
}

/** A script's ends, wherever it runs. */
export interface ScriptLine {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /** Why it ended, once it has. */
  readonly closed: Promise<string>;
  destroy(): void;
}
