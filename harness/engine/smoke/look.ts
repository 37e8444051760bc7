import type { Result, TaskStart } from '../../model/event.ts';
import type { Leftovers } from '../../model/harmless.ts';
import type { Limit, LookSeen, Plan } from '../../model/smoke-event.ts';
import { lookScript } from '../../probe/look-script.ts';
import { lastLines, runOnInventory } from './inventory-run.ts';
import type { SmokeSetting } from './setting.ts';

/** A look that did not come about. */
export interface LookTrouble {
  readonly host: string;
  readonly taskName: string;
  readonly unreachable: boolean;
  /** Only this look failed, the others went on. */
  readonly ignored: boolean;
  readonly msg: string;
}

export interface Looked {
  readonly limit: Limit | undefined;
  readonly plans: readonly Plan[];
  readonly looks: readonly LookSeen[];
  readonly troubles: readonly LookTrouble[];
  /** A play had no host to run on. */
  readonly unmatched: boolean;
  /** The end of what Ansible printed. */
  readonly tail: string;
}

const NOTHING: Leftovers = { tmp: [], payloads: null, files: [] };
/** Several users on several hosts, over a jump host, each with a timeout of its own. */
const LOOK_MS = 180_000;

/**
 * Runs the playbook with a look in the place of everything that it does: the same inventory, connection and become, and nothing
 * written on the host. Never throws for what Ansible says: that is in the result.
 */
export async function lookAtHosts(
  setting: SmokeSetting,
  { tidy = NOTHING, signal = setting.signal, withinMs = LOOK_MS }: LookOptions = {},
): Promise<Looked> {
  const tasks = new Map<string, TaskStart>();
  const plans: Plan[] = [];
  const looks: LookSeen[] = [];
  const failures: Result[] = [];
  let limit: Limit | undefined;
  let unmatched = false;
  const result = await runOnInventory(
    setting,
    { kind: 'look', most: setting.most, script: lookScript(), tidy },
    {
      timeLimitMs: withinMs,
      signal,
      onEvent: (event) => {
        if (event.type === 'limit') limit = event;
        else if (event.type === 'no-hosts') unmatched = true;
        else if (event.type === 'plan') plans.push(event);
        else if (event.type === 'look') looks.push(event);
        else if (event.type === 'task-start') tasks.set(event.task, event);
        else if (event.type === 'result' && (event.status === 'failed' || event.status === 'unreachable'))
          failures.push(event);
      },
    },
  );
  const troubles = failures.map((one) => ({
    host: one.host,
    taskName: tasks.get(one.task)?.name ?? 'a look at the host',
    unreachable: one.status === 'unreachable',
    ignored: one.ignored,
    msg: one.msg ?? 'no reason given',
  }));
  return { limit, plans, looks, troubles, unmatched, tail: lastLines(result, 8) };
}

export interface LookOptions {
  readonly tidy?: Leftovers;
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
}
