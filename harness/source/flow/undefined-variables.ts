import { formatPlace } from '../../model/place.ts';
import { canonical } from '../jinja/canonical.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { expressionsIn } from '../jinja/template.ts';
import { textOf } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskVisit } from './task-visit.ts';

/** What Ansible itself sets, apart from facts (`ansible_…`), which a host may have or not. */
const MAGIC =
  /^(item|ansible_\w+|groups|group_names|hostvars|omit|vars|role_name|role_path|role_names|inventory_(hostname|hostname_short|dir|file)|play_hosts|playbook_dir|environment|lookup|query|q|range|now|undef)$/;

/** Whether a name has a value anywhere: in sight of the task, from Ansible, or in any file. */
export function isSet({ run, scope }: TaskVisit, name: string): boolean {
  return MAGIC.test(name) || scope.lookup(name, 0) !== undefined || run.project.names.maySet(name);
}

/** Variables in the named keywords that nothing sets. */
export function undefinedIn(here: TaskVisit, keywords: readonly string[]): void {
  const { run, task } = here;
  for (const keyword of keywords) {
    const pair = task.keywords.get(keyword);
    if (!pair) continue;
    for (const expression of expressionsIn(textOf(pair.value))) {
      if (/default|omit|lookup|vars\[|hostvars|\bis\b/.test(canonical(expression))) continue;
      for (const read of readsOf(expression)) {
        if (isSet(here, read.name)) continue;
        const place = placeAt(task.source, pair.keyStart);
        run.seen.undefinedVariables.set(`${formatPlace(place)} ${read.name}`, {
          place,
          keyword,
          variable: read.name,
          task: task.name || (task.action?.name ?? ''),
          whole: run.whole,
        });
      }
    }
  }
}
