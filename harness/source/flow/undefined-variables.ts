import { formatPlace } from '../../model/place.ts';
import { canonical, readsOf } from '../jinja/canonical.ts';
import { expressionsIn } from '../jinja/template.ts';
import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { Scope } from './evaluate.ts';
import type { Run } from './run.ts';

/** Variables in the named keywords that nothing in the whole project mentions otherwise. */
export function undefinedIn(run: Run, task: TaskNode, keywords: readonly string[], scope: Scope): void {
  for (const keyword of keywords) {
    const pair = task.keywords.get(keyword);
    if (!pair) continue;
    for (const expression of expressionsIn(textOf(pair.value))) {
      if (/default|omit|lookup|vars\[|hostvars|\bis\b/.test(canonical(expression))) continue;
      for (const read of readsOf(expression)) {
        if (
          /^(item|ansible_\w+|groups|hostvars|omit|vars|role_\w+|inventory_\w+|play_hosts|lookup|query|range)$/.test(
            read.name,
          ) ||
          read.path.length > 0
        )
          continue;
        if (scope.lookup(read.name, 0) || run.project.mentions(read.name) > mentionsIn(task, read.name, run)) continue;
        const place = placeAt(task.source, pair.keyStart);
        run.seen.undefinedVariables.set(`${formatPlace(place)} ${read.name}`, {
          place,
          keyword,
          variable: read.name,
          task: task.name,
        });
      }
    }
  }
}

/** How often a task's siblings may use the variable in the same way: every use inside `retries`, `delay`, `async`, `poll`. */
function mentionsIn(_task: TaskNode, name: string, run: Run): number {
  return run.project.windowMentions(name);
}
