import type { Misplaced } from '../../model/abstract.ts';

/** Where a job file stands: undefined parts can't be known, and are never held against anybody. */
export interface Where {
  readonly host: string | undefined;
  readonly user: string | undefined;
  readonly directory: string | undefined;
  readonly connection: string | undefined;
  /** The host isn't the play's first, and the task runs on that one. */
  readonly firstHostOnly: boolean;
}

/** What differs, in words; undefined where nothing does for certain. */
export function difference(launch: Where, reap: Where): Misplaced | undefined {
  // Its register is there for all hosts: those that look on the one host where it runs find it.
  const sameHost = launch.host === undefined || (launch.host !== '' && launch.host === reap.host);
  if (launch.firstHostOnly && !reap.firstHostOnly && !sameHost)
    return { what: 'first-host', from: 'the first host', to: 'each host' };
  for (const what of ['host', 'connection', 'user', 'directory'] as const) {
    const [from, to] = [launch[what], reap[what]];
    if (from !== undefined && to !== undefined && from !== to && !mayBeOne(from, to))
      return { what, from: from || 'the host itself', to: to || 'the host itself' };
  }
  return undefined;
}

/** Two hosts, of which one is a template that isn't known: it may be the other one, but is hardly the host itself. */
function mayBeOne(from: string, to: string): boolean {
  const templates = [from, to].filter((host) => host.includes('{{'));
  if (templates.length === 0 || from === '' || to === '') return false;
  // A host of a group is hardly this machine.
  return ![from, to].includes('localhost') || !templates.some((host) => host.startsWith('{{ groups.'));
}
