import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { StubsReport } from '../model/report.ts';
import { type Stub, stubTitle } from '../model/stub.ts';

/** The stubs that answered in this run, by their positions in the file. */
function stubsUsed({ history }: Pick<Facts, 'history'>): readonly number[] {
  const used = history.flatMap((entry) =>
    entry.kind === 'event' && entry.event.type === 'stub' ? [entry.event.stub] : [],
  );
  return [...new Set(used)].toSorted((a, b) => a - b);
}

/** For a run's result. */
export function withStubs(facts: Pick<Facts, 'history'>): { readonly stubs?: readonly number[] } {
  const stubs = stubsUsed(facts);
  return stubs.length > 0 ? { stubs } : {};
}

/** How many runs each stub answered in; undefined without a file. */
export function stubsReport(
  file: string | undefined,
  stubs: readonly Stub[] = [],
  runs: readonly { readonly stubs?: readonly number[] }[],
): StubsReport | undefined {
  if (file === undefined) return undefined;
  return {
    file,
    stubs: stubs.map((stub, index) => ({
      title: stubTitle(stub),
      place: stub.place,
      runs: runs.filter((run) => run.stubs?.includes(index)).length,
    })),
  };
}

/** A note for each stub that no run ever used: its name may be wrong, or what it is for did not run. */
export function unusedStubs({ stubs }: StubsReport): readonly Finding[] {
  return stubs
    .filter(({ runs }) => runs === 0)
    .map(({ title, place }) => ({
      rule: 'stub-unused',
      severity: 'note',
      confidence: 'certain',
      message: `no run used the stub of ${title}`,
      place,
      evidence: [],
      remedy: 'mend its name or its place in the list (the first that fits, counts), or take it away',
    }));
}
