import type { TaskFacts } from '../../model/audit.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { LaunchSeen } from './records.ts';
import { sameSubject } from './same-subject.ts';

const WAITS =
  /^(wait_for|uri|win_wait_for|win_uri|k8s_info|shell|command|docker_container_info|postgresql_ping|stat|slurp|script|find|nc_wait)$/;

/** Modules that are there to wait: win_wait_for_process, job_wait. */
const WAITS_BY_NAME = /_wait$|^(win_)?wait_for_(?!connection)/;

/** `latest`: no other launch that may do without a reap stands between the two. */
export function watch(launch: LaunchSeen, task: TaskNode, facts: TaskFacts, what: string, latest: boolean): void {
  const short = facts.action;
  const args = task.action?.args;
  const waitsForPort =
    (/^(win_)?wait_for$/.test(short) && (args?.has('port') || args?.has('path'))) || WAITS_BY_NAME.test(short);
  const until = task.keywords.has('until');
  const sshPort =
    short === 'wait_for' && /^(22|ssh|\{\{\s*ansible_(ssh_)?port\b.*\}\})$/.test(textOf(args?.get('port')).trim());
  const near =
    (launch.stepsSince <= 3 && (waitsForPort || (WAITS.test(short) && until))) ||
    (waitsForPort && !sshPort && latest && task.source === launch.task.source && launch.ownStepsSince <= 8);
  // A task that says that it waits, or asks for a state until it is there, waits for what was launched in its own file.
  const asks =
    until &&
    (/_(info|facts)$/.test(short) || /\bwait/i.test(task.name)) &&
    task.source === launch.task.source &&
    launch.ownStepsSince <= 25 &&
    sameSubject(launch.task, task);
  if (near || asks || (launch.stepsSince === 1 && short === 'wait_for_connection')) {
    launch.readiness ??= { place: facts.place, what: `"${what}" waits for it` };
  }
  if (!launch.watchForWait) return;
  const state = textOf(args?.get('state'));
  const slow = args?.has('delay') || /^(absent|stopped|drained)$/.test(state) || args?.has('sleep');
  if (short === 'meta' || short === 'debug' || short === 'set_fact') return;
  launch.watchForWait = false;
  if ((short === 'wait_for_connection' || sshPort) && !slow && !task.keywords.has('delay'))
    launch.hastyWaits.push({ place: facts.place, what });
}
