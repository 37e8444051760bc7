import * as z from 'zod';
import { ReapcheckError } from '../model/error.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Controller } from './controller.ts';
import type { Environment } from './installed.ts';
import { type Asking, ask } from './question.ts';

export interface ReadInventoryRequest {
  readonly controller: Controller;
  /** Arguments of ansible-playbook: inventories, limit, the user's own, and the playbook. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** On this machine without it. */
  readonly asking?: Asking | undefined;
  readonly signal?: AbortSignal;
}

/** A service may be slow to list a fleet. */
const LIMIT_MS = 300_000;

const text = z.string().nullable();
const host = z.strictObject({
  name: z.string(),
  groups: z.array(z.string()),
  variables: z.record(z.string(), z.string()),
  kind: z.enum(['machine', 'local', 'other']),
  why: text,
  address: text,
  port: text,
  user: text,
  interpreter: text,
});
const answerSchema = z.object({
  known: z.number(),
  some: z.array(z.string()),
  unread: z.array(z.string()),
  nobody: z.string().optional(),
  hosts: z.array(host),
  groups: z.array(z.string()).default([]),
  remoteUser: text.default(null),
  localhost: z.boolean().default(false),
  skipped: z.array(z.string()).default([]),
  frozen: z.record(z.string(), z.unknown()).nullable().default(null),
});

/**
 * Reads an inventory by Ansible's own means, as ansible-playbook would with these arguments; programs and services that make it are asked
 * now, on this machine or in the controller's image. Throws `bad-inventory` or `no-such-host`.
 */
export async function readInventory({ asking, ...request }: ReadInventoryRequest): Promise<Inventory> {
  const { answer, said } = await ask({ ...request, asking, plugin: 'read_inventory.py', limitMs: LIMIT_MS });
  if (answer === undefined) throw unread('Ansible can’t read the inventory', said);
  const read = answerSchema.parse(JSON.parse(answer));
  if (read.unread.length > 0) throw unread(`Ansible can’t read ${read.unread.join(', ')}`, said, 'first');
  if (read.known === 0) throw unread('there is no host in the inventory', said || 'an empty one');
  if (read.nobody !== undefined) throw noSuchHost(read.nobody, read.some, read.known);
  const { hosts, groups, known, remoteUser, localhost, skipped, frozen } = read;
  return { hosts, groups, known, remoteUser, localhost, skipped, frozen };
}

/** What follows from any inventory that isn't read, and tells nothing of it; and hints. */
const BESIDES = /no inventory was parsed|provided hosts list is empty|^to see the full traceback|'all'$/i;
const SHOWN = 5;

/** What Ansible said, without its frame of stars: it warns of a source when it comes to it, and ends with what ends it. */
function unread(what: string, said: string, which: 'first' | 'last' = 'last'): ReapcheckError {
  const all = said.split('\n').filter((line) => /\w/.test(line) && !BESIDES.test(line));
  const lines = which === 'first' ? [...new Set(all)].slice(0, SHOWN) : all.slice(-SHOWN);
  return new ReapcheckError({
    code: 'bad-inventory',
    kind: 'usage',
    what,
    expected: 'an inventory that ansible-inventory lists',
    seen: lines.join('\n    ') || 'nothing',
    remedy: 'try `ansible-inventory -i … --list`; arguments that it needs, such as --vault-password-file, go after --',
  });
}

function noSuchHost(said: string, some: readonly string[], known: number): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-host',
    kind: 'usage',
    what: 'the limit matches no host of the inventory',
    expected: `a pattern that matches one of its hosts: ${some.join(', ')}${known > some.length ? `, and ${known - some.length} more` : ''}`,
    seen: said.trim(),
    remedy: 'mend --limit, or leave it out',
  });
}
