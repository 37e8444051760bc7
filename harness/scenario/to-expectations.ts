import type { Expectation, HostEnd, PerHost, Span } from '../model/expectation.ts';
import type { JobEnd, ReapVerdict } from '../model/job.ts';
import type { Reason } from '../model/outcome.ts';
import type { Written } from '../model/scenario.ts';
import { parseDuration } from '../time/duration.ts';
import type { Path, YamlFile } from '../yaml/yaml-file.ts';
import type { ExpectYaml } from './format.ts';

/** The expectations of one run, each with the place that it is written at. */
export function toExpectations(yaml: ExpectYaml, path: Path, file: YamlFile): readonly Written<Expectation>[] {
  return KEYS.flatMap((key) =>
    readKey(key, yaml).map(({ value, at = [] }) => ({ value, place: file.placeOf([...path, value.kind, ...at]) })),
  );
}

/** Where it is one of several of its key: the rest of the way to it. */
interface Read {
  readonly value: Expectation;
  readonly at?: Path;
}

/** By key of `expect`: what it expects. In the order in which a report tells them. */
const READ: {
  readonly [Key in keyof ExpectYaml]-?: (yaml: NonNullable<ExpectYaml[Key]>) => Expectation | readonly Read[];
} = {
  play: (is) => ({ kind: 'play', is }),
  hosts: (ends) => ({ kind: 'hosts', ends: perHost<HostEnd>(ends) }),
  'host-counts': (counts) => ({ kind: 'host-counts', counts: counts as Record<HostEnd, number> }),
  failures: (yaml) => {
    const { are, of, because } = typeof yaml === 'string' ? { are: yaml } : yaml;
    return { kind: 'failures', are, of, reasons: because && list<Reason>(because) };
  },
  jobs: (yaml) =>
    Object.entries(yaml).map(([job, { ends, reaped }]) => ({
      value: {
        kind: 'jobs',
        job,
        ends: ends && list<JobEnd>(ends),
        reaped: reaped === undefined ? undefined : list(reaped as ReapVerdict | 'never'),
      },
      at: [job],
    })),
  reaps: (are) => ({ kind: 'reaps', are }),
  parallel: (jobs) => ({ kind: 'parallel', jobs: jobs === 'all' ? [] : jobs }),
  tasks: (yaml) =>
    Object.entries(yaml).map(([task, { is, says }]) => ({
      value: { kind: 'tasks', task, is: list(is), says },
      at: [task],
    })),
  took: (span) => ({ kind: 'took', span: spanOf(span) }),
  reboots: (yaml) => ({
    kind: 'reboots',
    counts: typeof yaml === 'number' ? { named: {}, others: yaml } : perHost(yaml),
  }),
  orphans: (are) => ({ kind: 'orphans', are }),
  'longest-idle': (span) => ({ kind: 'longest-idle', span: spanOf(span) }),
};

const KEYS = Object.keys(READ) as (keyof ExpectYaml)[];

function readKey<Key extends keyof ExpectYaml>(key: Key, yaml: ExpectYaml): readonly Read[] {
  const written = yaml[key];
  if (written === undefined) return [];
  const read = (READ[key] as (yaml: typeof written) => Expectation | readonly Read[])(written);
  return 'kind' in read ? [{ value: read }] : read;
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function perHost<T>({ others, ...named }: Record<string, T>): PerHost<T> {
  return { named: named as Record<string, T>, others };
}

function spanOf(yaml: NonNullable<ExpectYaml['took']>): Span {
  return {
    atLeastMs: yaml['at-least'] === undefined ? undefined : parseDuration(yaml['at-least'], 'at-least'),
    atMostMs: yaml['at-most'] === undefined ? undefined : parseDuration(yaml['at-most'], 'at-most'),
  };
}
