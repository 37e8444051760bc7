import type { Result } from '../../model/event.ts';
import type { Checked, Expectation } from '../../model/expectation.ts';
import { historyLines } from './evidence.ts';
import type { Subject } from './subject.ts';

/** What the play made of the tasks of this name, on every host that ran them. */
export function checkTasks(
  { facts }: Subject,
  { task: name, is, says }: Extract<Expectation, { kind: 'tasks' }>,
): Checked {
  const ids = new Set([...facts.tasks.values()].filter((task) => task.name.includes(name)).map(({ task }) => task));
  const all = facts.events('result').filter(({ task }) => ids.has(task));
  const results = all.filter(({ item }) => item === null);
  const fits = (one: Result) =>
    is.includes(one.status) && (says === undefined || one.msg?.toLowerCase().includes(says.toLowerCase()));
  const met = results.length === 0 ? is.includes('never') : results.every(fits);
  const names = [...new Set([...facts.tasks.values()].map((task) => `"${task.name}"`))];
  return {
    kind: 'tasks',
    is: met ? 'met' : 'unmet',
    expected: `"${name}" ${is.map((one) => (one === 'never' ? 'never runs' : `is ${one}`)).join(' or ')}${says === undefined ? '' : `, saying "${says}"`}`,
    seen:
      results.length === 0
        ? `no such task ran; there were: ${names.join(', ') || 'none at all'}`
        : [...new Set(results.map((one) => `${one.status}${one.msg ? `: ${one.msg.split('\n', 1)[0]}` : ''}`))].join(
            '; ',
          ),
    evidence: historyLines(facts, all),
    remedy: 'mend the task, or name it by a part of its name as Ansible prints it',
  };
}
