import type { BaselineJob } from '../model/baseline.ts';
import { HEADROOM } from '../model/defaults.ts';
import { limitFor, windowFor } from '../model/limits.ts';
import type { Place } from '../model/place.ts';
import type { DrillReport } from '../model/report.ts';

/** What a job of a healthy run needed, may take, and is waited for. Seconds, at the pace that is written. */
export interface JobHeadroom {
  readonly taskName: string;
  readonly host: string;
  readonly place: Place;
  readonly runtimeS: number | undefined;
  readonly limitS: number;
  /** `retries × delay` of the reap that waited for it; undefined where none waited. */
  readonly windowS: number | undefined;
  /** Limit by runtime; undefined where no runtime was seen. */
  readonly room: number | undefined;
  /** What would have the room that was asked for, where it hasn't. */
  readonly better: { readonly async?: number; readonly retries?: number; readonly delay?: number };
}

/** The room of the jobs of a drill's healthy run. */
export function headroomOf({ baseline }: DrillReport, factor: number = HEADROOM): readonly JobHeadroom[] {
  return baseline.jobs.map((job) => rowOf(job, factor));
}

function rowOf({ taskName, key, runtimeS, limit, windowS }: BaselineJob, factor: number): JobHeadroom {
  const tight = runtimeS !== undefined && limit < runtimeS * factor;
  const enough = tight ? limitFor(runtimeS, factor) : limit;
  const short = windowS !== undefined && windowS < enough;
  return {
    taskName,
    host: key.host,
    place: key.place,
    runtimeS,
    limitS: limit,
    windowS,
    room: runtimeS ? limit / runtimeS : undefined,
    better: { ...(tight ? { async: enough } : {}), ...(short ? windowFor(enough) : {}) },
  };
}
