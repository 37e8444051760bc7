import { HEADROOM } from '../model/defaults.ts';
import type { DesignRequest, WantedJob, Work } from '../model/design.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import { parseDuration } from '../time/duration.ts';
import { goesToBackground } from './command.ts';
import type { DesignYaml } from './format.ts';

type JobYaml = DesignYaml['jobs'][number];
/** Where a part of the request stands, if it stands in a file. */
export type PlaceOf = (path: readonly (string | number)[]) => Place | undefined;

/** A day and more is what servers are given; async_wrapper counts whole seconds. */
const LONGEST_S = 30 * 86_400;

/** The request with its defaults filled in. Throws usage errors, with their places, for what can't be. */
export function toRequest(yaml: DesignYaml, placeOf: PlaceOf = () => undefined): DesignRequest {
  const { name, hosts = 'all', become = false, headroom = HEADROOM, boot } = yaml;
  refuseTwins(yaml.jobs, placeOf);
  return {
    name: name ?? nameOf(yaml.jobs),
    hosts,
    hostCount: yaml['host-count'] ?? 1,
    become,
    headroom,
    bootS: boot === undefined ? undefined : parseDuration(boot, 'boot') / 1000,
    jobs: yaml.jobs.map((job, index) => jobOf(job, (path) => placeOf(['jobs', index, ...path]))),
  };
}

/** A play is named before any host is known: a template of one can't be. */
function nameOf([first, ...others]: readonly JobYaml[]): string {
  if (others.length > 0) return `Run ${others.length + 1} jobs`;
  return !first || first.name.includes('{{') ? 'Run a job' : first.name;
}

function jobOf(yaml: JobYaml, placeOf: PlaceOf): WantedJob {
  const { name, runtime, parallel = true, reboots = false } = yaml;
  const runtimeS = parseDuration(runtime, 'runtime') / 1000;
  if (runtimeS <= 0 || runtimeS > LONGEST_S)
    throw wrong('bad-runtime', `"${name}" can't take ${runtime}`, placeOf(['runtime']), {
      expected: 'more than nothing, and 30 days at most',
      remedy: 'give the slowest run that was seen; what never ends is a service, and no job',
    });
  return { name, work: workOf(yaml, placeOf), runtimeS, parallel, reboots };
}

function workOf({ name, command, module, args }: JobYaml, placeOf: PlaceOf): Work {
  if ((command === undefined) === (module === undefined) || (command !== undefined && args !== undefined))
    throw wrong(
      'unclear-work',
      `what "${name}" does is ${command || module ? 'said twice' : 'not said'}`,
      placeOf([]),
      {
        expected: 'a command; or a module, with args',
        remedy: 'write one of the two',
      },
    );
  if (module !== undefined) return { kind: 'module', module, args: args ?? {} };
  if (goesToBackground(command as string))
    throw wrong('background-job', `"${name}" puts its work in the background`, placeOf(['command']), {
      expected: 'a command that ends when its work has ended: otherwise nobody sees how that ended',
      remedy: 'leave the & out: the play runs it beside others by itself',
    });
  return { kind: 'command', command: command as string };
}

/** A drill, and whoever reads the play, tells jobs by their names. */
function refuseTwins(jobs: readonly JobYaml[], placeOf: PlaceOf): void {
  const index = jobs.findIndex(({ name }, at) => jobs.findIndex((other) => other.name === name) < at);
  if (index < 0) return;
  throw wrong('same-name', `there are two jobs "${jobs[index]?.name}"`, placeOf(['jobs', index, 'name']), {
    expected: 'a name of its own for each job',
    remedy: 'name one of them otherwise',
  });
}

function wrong(
  code: string,
  what: string,
  where: Place | undefined,
  rest: { readonly expected: string; readonly remedy: string },
): ReapcheckError {
  return new ReapcheckError({ code, kind: 'usage', what, ...(where ? { where } : {}), ...rest });
}
