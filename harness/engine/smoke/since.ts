import { relative, resolve } from 'node:path';
import { changesSince, staleness } from '../../checks/smoke/freshness.ts';
import { lastAccepted } from '../../history/smoke-records.ts';
import { digestAgain, sealArguments } from '../../history/source-digest.ts';
import type { ProofScope, SinceSmoke } from '../../model/smoke.ts';
import { now } from '../../time/clock.ts';

export interface SinceOrder {
  /** The folder of all runs. */
  readonly runs: string;
  readonly playbook: string;
  /** Undefined: a smoke of any host will do. */
  readonly limit: string | undefined;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Undefined where there is no Ansible to ask. */
  readonly coreVersion: string | undefined;
  readonly withinMs: number;
  readonly proof: ProofScope;
}

/** The last smoke that passed, compared with the files, the arguments and the clock of now; undefined if none has. */
export function sinceLastSmoke(order: SinceOrder): SinceSmoke | undefined {
  const { playbook, cwd, args, coreVersion } = order;
  const record = lastAccepted(order.runs, { playbook: relative(cwd, resolve(cwd, playbook)), limit: order.limit });
  if (!record) return undefined;
  const { folder, endedAt, hosts, sources } = record;
  const changes = changesSince(sources, digestAgain(playbook, cwd, sources));
  const sameArguments = sealArguments(args, record.arguments.salt).seal === record.arguments.seal;
  return {
    folder,
    endedAt,
    hosts,
    reasons: staleness(record, { at: now(), changes, coreVersion, sameArguments }, order),
  };
}
