import type { Expectation, HostEnd, PerHost, Span } from '../model/expectation.ts';
import type { JobEnd, ReapVerdict } from '../model/job.ts';
import type { Reason } from '../model/outcome.ts';
import type { Written } from '../model/scenario.ts';
import { parseDuration } from '../time/duration.ts';
import type { Path, YamlFile } from '../yaml/yaml-file.ts';
import type { ExpectYaml } from './format.ts';

/** The expectations of one run, each with the place that it is written at. */
export function toExpectations(yaml: ExpectYaml, path: Path, file: YamlFile): readonly Written<Expectation>[] {
  const found: Written<Expectation>[] = [];
  const add = (value: Expectation, ...more: Path) =>
    found.push({ value, place: file.placeOf([...path, value.kind, ...more]) });
  if (yaml.play) add({ kind: 'play', is: yaml.play });
  if (yaml.hosts) add({ kind: 'hosts', ends: perHost<HostEnd>(yaml.hosts) });
  if (yaml['host-counts']) add({ kind: 'host-counts', counts: yaml['host-counts'] as Record<HostEnd, number> });
  if (yaml.failures) {
    const { failures } = yaml;
    const { are, of, because } = typeof failures === 'string' ? { are: failures } : failures;
    add({ kind: 'failures', are, of, reasons: because === undefined ? undefined : (list(because) as Reason[]) });
  }
  for (const [job, { ends, reaped }] of Object.entries(yaml.jobs ?? {})) {
    add(
      {
        kind: 'jobs',
        job,
        ends: ends === undefined ? undefined : (list(ends) as JobEnd[]),
        reaped: reaped === undefined ? undefined : (list(reaped) as (ReapVerdict | 'never')[]),
      },
      job,
    );
  }
  if (yaml.reaps) add({ kind: 'reaps', are: yaml.reaps });
  if (yaml.parallel) add({ kind: 'parallel', jobs: yaml.parallel === 'all' ? [] : yaml.parallel });
  for (const [task, { is, says }] of Object.entries(yaml.tasks ?? {}))
    add({ kind: 'tasks', task, is: list(is), says }, task);
  if (yaml.took) add({ kind: 'took', span: spanOf(yaml.took) });
  if (yaml.reboots !== undefined) {
    const { reboots } = yaml;
    add({ kind: 'reboots', counts: typeof reboots === 'number' ? { named: {}, others: reboots } : perHost(reboots) });
  }
  if (yaml.orphans) add({ kind: 'orphans', are: yaml.orphans });
  if (yaml['longest-idle']) add({ kind: 'longest-idle', span: spanOf(yaml['longest-idle']) });
  return found;
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
