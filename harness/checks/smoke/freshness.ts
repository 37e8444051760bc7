import type { ProofScope, SmokeRecord } from '../../model/smoke.ts';
import type { Sources } from '../../model/sources.ts';

export interface Change {
  readonly path: string;
  readonly how: 'changed' | 'gone' | 'new';
}

/** What differs between the files of a smoke and those of now. */
export function changesSince(then: Sources, now: Sources): readonly Change[] {
  const before = new Map(then.files.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(now.files.map(({ path, sha256 }) => [path, sha256]));
  const old = [...before].flatMap(([path, sha256]): Change[] => {
    const found = after.get(path);
    if (found === undefined) return [{ path, how: 'gone' }];
    return found === sha256 ? [] : [{ path, how: 'changed' }];
  });
  const fresh = [...after.keys()].flatMap((path): Change[] => (before.has(path) ? [] : [{ path, how: 'new' }]));
  return [...old, ...fresh].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export interface Present {
  readonly at: number;
  readonly changes: readonly Change[];
  /** Undefined where there is no ansible-playbook to ask. */
  readonly coreVersion: string | undefined;
  readonly sameArguments: boolean;
}

const RANK: Readonly<Record<ProofScope, number>> = { none: 0, one: 1, all: 2 };

/** Why a record is not fresh enough to rely on, one reason a line; none if it is. */
export function staleness(
  record: SmokeRecord,
  now: Present,
  want: { readonly withinMs: number; readonly proof: ProofScope },
): readonly string[] {
  const age = now.at - Date.parse(record.endedAt);
  return [
    ...(age > want.withinMs ? [`it is ${hours(age)} old, more than ${hours(want.withinMs)}`] : []),
    ...(age < 0 ? ['it is from the future: one of the clocks is wrong'] : []),
    ...now.changes.map(
      ({ path, how }) => `${path} ${how === 'changed' ? 'has changed' : how === 'new' ? 'is new' : 'is gone'}`,
    ),
    ...(now.coreVersion !== undefined && now.coreVersion !== record.coreVersion
      ? [`it was with ansible-core ${record.coreVersion}, this is ${now.coreVersion}`]
      : []),
    ...(now.sameArguments ? [] : ['it was with other arguments for ansible-playbook']),
    ...(RANK[record.proof] < RANK[want.proof]
      ? [record.proof === 'none' ? 'no job of it was proven (--prove)' : 'not all jobs of it were proven (--prove all)']
      : []),
  ];
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
