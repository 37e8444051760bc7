import { ReapcheckError } from '../model/error.ts';
import type { Shard, TrialPlan } from '../model/plan.ts';

/** The variables by which an engine that runs many jobs alike tells each of them which it is. */
interface Engine {
  readonly name: string;
  readonly index: string;
  readonly count: string | undefined;
  /** The index of the first; undefined where what the engine says leaves that open. */
  readonly first: (env: Environment) => number | undefined;
  /** From one to the next. */
  readonly step?: (env: Environment) => number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const zero = () => 0;
const one = () => 1;

const ENGINES: readonly Engine[] = [
  { name: 'GitLab', index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: one },
  { name: 'Buildkite', index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', first: zero },
  { name: 'CircleCI', index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', first: zero },
  {
    name: 'Slurm',
    index: 'SLURM_ARRAY_TASK_ID',
    count: 'SLURM_ARRAY_TASK_COUNT',
    // `--array=3` may be a whole array, or one task of 0-3 or of 1-4 that is run again.
    first: ({ SLURM_ARRAY_TASK_MIN: min }) => (min === '0' || min === '1' ? Number(min) : undefined),
    step: (env) => Number(env.SLURM_ARRAY_TASK_STEP ?? 1),
  },
  // It doesn't say how many there are.
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', count: undefined, first: zero },
];

/**
 * The share that is asked for: `2/4`; `auto`, as the engine says that runs this; or `auto/4` where that says only which of them this is.
 * Throws `bad-shard`.
 */
export function shardFrom(text: string, env: Environment): Shard {
  const [, index, count] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? [];
  const shard =
    index === 'auto'
      ? shardOfEngine(text, count, env)
      : index === undefined || count === undefined
        ? undefined
        : { index: Number(index), count: Number(count) };
  if (shard && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new ReapcheckError({
    code: 'bad-shard',
    kind: 'usage',
    what: `--shard: "${text}" is no part`,
    expected: 'i/n with i from 1 to n; or auto, where CI numbers its jobs',
    ...(shard && text.startsWith('auto') ? { seen: `part ${shard.index} of ${shard.count}, by the environment` } : {}),
    remedy: 'write, for example, --shard 1/4',
  });
}

function shardOfEngine(text: string, asked: string | undefined, env: Environment): Shard {
  const [engine, other] = numbering(env);
  if (!engine) {
    // GitLab tells a job without others beside it of how many it is, and not which.
    if (env.CI_NODE_TOTAL === '1' && Number(asked ?? 1) === 1) return { index: 1, count: 1 };
    throw untold(text, 'nothing in the environment says which part this is');
  }
  if (other) throw untold(text, `${engine.name} says which part this is, and ${other.name} as well`);
  const told = engine.count === undefined ? undefined : env[engine.count];
  const total = asked ?? told;
  if (!isNumber(total))
    throw untold(
      text,
      `${engine.name} says which part this is, and not of how many`,
      'say how many there are: --shard auto/4',
    );
  if (isNumber(told) && Number(told) !== Number(total))
    throw untold(text, `${engine.name} counts ${told}, not ${total}`);
  const first = engine.first(env);
  if (first === undefined)
    throw untold(
      text,
      `this array of ${engine.name} begins neither with 0 nor with 1, as one does that is run again in part`,
    );
  const place = (Number(env[engine.index]) - first) / (engine.step?.(env) ?? 1);
  return { index: Number.isInteger(place) ? place + 1 : 0, count: Number(total) };
}

function untold(text: string, why: string, remedy = 'write the share itself, for example --shard 1/4'): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-shard',
    kind: 'usage',
    what: `--shard ${text}: ${why}`,
    expected: ENGINES.map((it) => [it.index, ...(it.count === undefined ? [] : [it.count])].join(' and ')).join(
      ', or ',
    ),
    remedy,
  });
}

/** The engines that say which part this is; those with a single part only where there is no other. */
function numbering(env: Environment): readonly Engine[] {
  const all = ENGINES.filter(({ index }) => isNumber(env[index]));
  const many = all.filter(({ count }) => count === undefined || env[count] !== '1');
  return many.length > 0 ? many : all.slice(0, 1);
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^\d+$/.test(text);
}

/** As it is written. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * The trials of a share. Each trial is in exactly one, whoever asks, as long as the weights are the same: the heaviest first, each goes to
 * the share that has least so far.
 */
export function trialsOfShard(trials: readonly TrialPlan[], { index, count }: Shard): ReadonlySet<string> {
  const shares = Array.from({ length: count }, () => ({ weightMs: 0, ids: new Set<string>() }));
  const heaviestFirst = trials.toSorted((a, b) => b.weightMs - a.weightMs || (a.trial.id < b.trial.id ? -1 : 1));
  for (const { trial, weightMs } of heaviestFirst) {
    const lightest = shares.reduce((least, it) => (it.weightMs < least.weightMs ? it : least));
    lightest.ids.add(trial.id);
    lightest.weightMs += weightMs;
  }
  return shares[index - 1]?.ids ?? new Set();
}
