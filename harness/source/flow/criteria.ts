import type { Criterion } from '../../model/audit.ts';
import { canonical } from '../jinja/canonical.ts';
import { readExpression } from '../jinja/expression.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { conditionText } from './reap-facts.ts';

/** What a launch returns (`async_wrapper`), and what Ansible adds to each result. */
const OF_A_LAUNCH =
  /^(ansible_job_id|started|finished|results_file|changed|failed|skipped|attempts|warnings|ansible_facts|item|results|get)$/;

/** Whether its `failed_when` asks for its own result: who writes that wants to see some failure. */
export function judgesItself(task: TaskNode, register: string | undefined): boolean {
  const text = conditionText(task.keywords.get('failed_when')?.value);
  const expression = text === undefined ? undefined : readExpression(text);
  return expression !== undefined && readsOf(expression).some((read) => read.name === register);
}

/** Conditions of a launch that ask its register for what only the end of the job has. */
export function criteriaOf(task: TaskNode, register: string | undefined): Criterion[] {
  if (register === undefined) return [];
  return (['failed_when', 'changed_when', 'until'] as const).flatMap((keyword) => {
    const pair = task.keywords.get(keyword);
    const text = conditionText(pair?.value);
    const expression = text === undefined ? undefined : readExpression(text);
    if (!pair || text === undefined || !expression) return [];
    const asked = readsOf(expression).find(
      (read) => read.name === register && read.path[0] !== undefined && !OF_A_LAUNCH.test(read.path[0]),
    );
    if (!asked) return [];
    const guarded = /\|default\(|is defined|is undefined/.test(canonical(expression));
    return [
      { keyword, place: placeAt(task.source, pair.keyStart), text, reads: `${register}.${asked.path[0]}`, guarded },
    ];
  });
}
