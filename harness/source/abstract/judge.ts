import { RETRIES } from '../../model/ansible-core.ts';
import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { Bad } from './decided.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import type { Dict, JobId } from './value.ts';
import { exhausted, type Judged, verdict } from './verdict.ts';
import { error, type Item, type Way } from './way.ts';

/** What the host says of one job, each time that it is asked. */
export interface Answers {
  readonly job: JobId;
  readonly each: readonly Dict[];
  /** It is the launch itself that asks. */
  readonly keepAlive: boolean;
}

/**
 * What one look, or the looks of `until`, make of the host's answers, in Ansible's order: answer, changed_when, failed_when,
 * until, retries. Where `failed_when` stands, it alone says whether the task failed, retries that ran out included.
 */
export function judge(run: TaskRun, from: State, item: Item, answers: Answers): Way[] {
  const last = answers.each.at(-1) as Dict;
  if (last.get('unreachable') === true)
    return [
      {
        state: from.with({ seen: true }),
        result: last,
        failure: { reason: 'unreachable', why: 'unreachable', ofJob: true },
      },
    ];
  const looks = new Looks(run, item, answers);
  const until = run.keyword('until');
  return until && run.number('retries', from, item.extra, RETRIES) !== 0 ? looks.until(until, from) : looks.one(from);
}

/** The looks of one task for one job. */
class Looks {
  readonly task: TaskNode;
  readonly job: JobId;
  private readonly run: TaskRun;
  private readonly item: Item;
  private readonly answers: Answers;

  constructor(run: TaskRun, item: Item, answers: Answers) {
    this.task = run.task;
    this.job = answers.job;
    this.run = run;
    this.item = item;
    this.answers = answers;
  }

  /** Without `until`, or without a retry for it. */
  one(from: State): Way[] {
    const how = this.run.keyword('until') ? 'retries-zero' : 'no-until';
    const { each, keepAlive } = this.answers;
    // A job that is well has ended by then, whatever was done to wait for it; one that isn't may still run.
    const seen = this.job.struck && !keepAlive && from.strike?.end !== 'ok' ? each : each.slice(-1);
    return seen.flatMap((answer) => this.judged(from, answer).map((way) => verdict(this, way, answer, how)));
  }

  until(until: YamlNode, from: State): Way[] {
    const { each } = this.answers;
    const ways: Way[] = [];
    let live: State[] = [from];
    for (const [index, answer] of each.entries()) {
      const again: State[] = [];
      for (const way of live.flatMap((state) => this.judged(state, answer))) {
        const extra = this.run.withResult(this.item.extra, way.result);
        for (const { state, answer: met } of this.run.criterion(until, way.state, extra)) {
          if (met instanceof Bad) ways.push(this.unmeetable(state, answer, met));
          else if (met) ways.push(verdict(this, { ...way, state }, answer, 'no-until'));
          else if (index < each.length - 1) again.push(state);
          else ways.push(exhausted(this, { ...way, state }, answer));
        }
      }
      live = again;
    }
    return ways;
  }

  /** `until` can't be evaluated: no look comes after that. */
  private unmeetable(state: State, answer: Dict, { why }: Bad): Way {
    return error(state, `until: ${why}`, this.task, answer.ended ? 'error' : 'until-fails');
  }

  /** What `failed_when` makes of one answer. */
  private judged(from: State, answer: Dict): Judged[] {
    const node = this.run.keyword('failed_when');
    if (!node) return [{ state: from, result: answer, overruled: false }];
    const extra = this.run.withResult(this.item.extra, answer);
    return this.run
      .criterion(node, from, extra)
      .map(({ state, answer: failed }) =>
        failed instanceof Bad
          ? { state, result: overruled(answer, true), overruled: true, wrong: failed.why }
          : { state, result: overruled(answer, failed), overruled: true },
      );
  }
}

/** An answer as `failed_when` leaves it. */
function overruled(answer: Dict, failed: boolean): Dict {
  return answer.with('failed', failed).with('failed_when_result', failed);
}
