import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stage } from '../model/stage.ts';
import { after } from '../time/clock.ts';
import type { Controller } from './controller.ts';
import { handedOn } from './handed-on.ts';
import { here } from './here.ts';
import type { Environment } from './installed.ts';
import { pluginFile } from './plugins.ts';
import { signalGroup } from './process-group.ts';

/** Where short questions to Ansible are asked: a stage, and a folder that is the same in there and here. */
export interface Asking {
  readonly stage: Stage;
  readonly folder: string;
}

export interface Question {
  readonly controller: Controller;
  /** On this machine without it. */
  readonly asking?: Asking | undefined;
  /** Of ours: writes its answer to the file that REAPCHECK_READING names. */
  readonly plugin: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** It is killed when it takes longer. */
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  /** Undefined where it failed, or wrote none. */
  readonly answer: string | undefined;
  /** What it printed, and why it did not start, if it didn't. */
  readonly said: string;
}

let asked = 0;

/** Asks the controller's Python. Throws only the signal's reason. */
export async function ask(question: Question): Promise<Answer> {
  const { asking } = question;
  if (asking) return askAt(asking, question);
  const folder = await mkdtemp(join(tmpdir(), 'reapcheck-question-'));
  try {
    return await askAt({ stage: here, folder }, question);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askAt({ stage, folder }: Asking, question: Question): Promise<Answer> {
  const { controller, plugin, args, cwd, env, limitMs, signal } = question;
  signal?.throwIfAborted();
  asked += 1;
  const answerFile = join(folder, `answer-${asked}`);
  const outputFile = join(folder, `said-${asked}.txt`);
  const { pid, ended } = await stage.start({
    words: [controller.python, pluginFile(plugin), ...args],
    cwd,
    env: { ...handedOn(controller, env), REAPCHECK_READING: answerFile },
    outputFile,
  });
  let late = '';
  const kill = () => void (pid !== undefined && signalGroup(pid, 'SIGKILL'));
  using _limit = after(limitMs, () => {
    late = `no answer within ${limitMs / 1000} s`;
    kill();
  });
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const { exitCode, cause } = await ended;
    signal?.throwIfAborted();
    const answer = await readFile(answerFile, 'utf8').catch(() => undefined);
    const printed = await readFile(outputFile, 'utf8').catch(() => '');
    const trouble = cause instanceof Error ? cause.message : '';
    const said = [printed, trouble, late].filter((text) => text !== '').join('\n');
    return { answer: exitCode === 0 ? answer : undefined, said };
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
