import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunResult, runPlaybook } from '../../ansible/run.ts';
import type { Event } from '../../model/event.ts';
import type { InventoryOrder } from '../../model/harmless.ts';
import type { SmokeSetting } from './setting.ts';

export interface InventoryRunOptions {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: Event) => void;
  /** Gets what Ansible prints; without it that goes with the session. */
  readonly outputFile?: string | undefined;
}

/** With the 17 bytes that ssh appends and the 11 of Ansible's name, a socket's path must stay below 104. */
const LONGEST_CONTROL_DIR = 76;

let works = 0;

/**
 * One ansible-playbook on the inventory of the user, with all that is the user's: configuration, vault, connection, jump hosts.
 * Only the sockets of its ssh are ours: an open connection of an earlier run would hide that the host can't be reached any
 * more, and one of ours must not stay behind.
 */
export async function runOnInventory(
  setting: SmokeSetting,
  order: InventoryOrder,
  { timeLimitMs, signal, onEvent, outputFile }: InventoryRunOptions,
): Promise<RunResult> {
  const { session } = setting;
  works += 1;
  const workDir = join(session.folder, `run-${works}`);
  const controlDir = join(session.folder, 'cp');
  const ownSockets = Buffer.byteLength(controlDir) <= LONGEST_CONTROL_DIR;
  return await runPlaybook(
    {
      controller: setting.controller,
      args: [
        ...setting.inventories.flatMap((one) => ['-i', one]),
        '--limit',
        setting.limit,
        setting.playbook,
        ...setting.args,
      ],
      cwd: setting.cwd,
      env: {
        ...setting.env,
        ...session.marks,
        ...(ownSockets ? { ANSIBLE_SSH_CONTROL_PATH_DIR: controlDir } : {}),
      },
      sessionId: session.id,
      workDir,
      controlDir,
      outputFile: outputFile ?? join(session.folder, `output-${works}.txt`),
      timeLimitMs,
      inventory: order,
    },
    { signal, onEvent },
  );
}

/** The last lines that Ansible printed. */
export function lastLines(result: RunResult, count: number): string {
  return readFileSync(result.outputFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
