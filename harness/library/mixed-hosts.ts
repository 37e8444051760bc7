import { ReapcheckError } from '../model/error.ts';

interface Said {
  readonly inventory?: unknown;
  readonly limit?: unknown;
  readonly sample?: unknown;
  /** What is said of hosts that are made up. */
  readonly hosts?: unknown;
}

/** Hosts are made up, or those of an inventory: throws a usage error for what is said of both. */
export function refuseMixedHosts({ inventory, limit, sample, hosts }: Said): void {
  const without = inventory === undefined;
  if (without ? limit === undefined && sample === undefined : hosts === undefined) return;
  throw new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: without ? 'limit and sample are for an inventory, and there is none' : 'the inventory has its own hosts',
    expected: 'either hosts, or an inventory with limit and sample',
    remedy: 'leave one of them out',
  });
}
