import type { KnownNumber } from '../../harness/model/audit.ts';
import type { SourceJob, SourceReap, SourceTask } from '../../harness/model/source.ts';

const known: KnownNumber = { known: true, value: 1, soft: false, text: '1' };
const TASK: Omit<SourceTask, 'taskName' | 'place'> = {
  tags: [],
  includeTags: [],
  when: [],
  runOnce: false,
  around: {},
  handler: false,
  within: undefined,
  looped: false,
  register: undefined,
};
type Named<T> = Partial<T> & Pick<SourceTask, 'taskName' | 'place'>;

/** A reap of a source, as plain as can be. */
export function reapOf(over: Named<SourceReap>): SourceReap {
  const window = { retries: known, delay: known, window: known };
  return { ...TASK, mode: 'status', until: undefined, coverage: 'all', ...window, ...over };
}

/** A job of a source, likewise. */
export function jobOf(over: Named<SourceJob>): SourceJob {
  return {
    ...TASK,
    class: 'fire-and-forget',
    onLocalhost: false,
    limit: known,
    poll: known,
    reaps: [],
    escapes: [],
    ...over,
  };
}
