import type { TaskFacts } from '../../model/audit.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { LaunchSeen } from './records.ts';
import { sharedThing, thingIn } from './shared-thing.ts';

const WAITS =
  /^(wait_for|uri|win_wait_for|win_uri|k8s_info|shell|command|docker_container_info|postgresql_ping|stat|slurp|script|find|nc_wait)$/;

/** Modules that are there to wait: win_wait_for_process, job_wait. */
const WAITS_BY_NAME = /_wait$|^(win_)?wait_for_(?!connection)/;

/** The task, or its command, says that it brings something up. */
const STARTS = /\b(re)?(start|launch|spawn|serve|boot)(s|ed|ing|er)?\b|\bup\b/i;

const STOPS = /\b(kill|pkill|killall|fuser\s+-k|stop|terminate|quit|rm)\b/;

const LOOPS = /\b(while|until)\b[^\n]*\bdo\b|\b(while|until)\b[^\n]*\n\s*do\b/;

/** "Start the capture", and later "Stop the capture". */
const BEGINS = /^(?:.*[|:] )?(?:start|launch|run|open|spawn|begin)(?:ing)? (\S.*\S)$/i;
const ENDS = /^(?:.*[|:] )?(?:stop|end|kill|close|terminate|cancel|shut ?down)(?:p?ing)? (\S.*\S)$/i;

/** Ends what a launch left running: by its pid file, by a file that it looks for, or by its name. */
function stoppedBy(launch: LaunchSeen, task: TaskNode): string | undefined {
  const { action } = task;
  if (!action) return undefined;
  const [begun, ended] = [BEGINS.exec(launch.task.name)?.[1], ENDS.exec(task.name)?.[1]];
  if (begun && ended && begun.toLowerCase() === ended.toLowerCase()) return begun;
  const removed = action.short === 'file' && textOf(action.args.get('state')) === 'absent';
  // It goes on until a file is there.
  const made =
    LOOPS.test(launch.command) &&
    (/^(copy|template)$/.test(action.short) ||
      (action.short === 'file' && textOf(action.args.get('state')) === 'touch') ||
      (/^(shell|command|raw)$/.test(action.short) && /\btouch\b/.test(action.free)));
  if (made) {
    const path = textOf(action.args.get('path') ?? action.args.get('dest')) || action.free;
    return launch.command.includes(path) ? path : thingIn(launch.task, path);
  }
  const text = removed ? textOf(action.args.get('path') ?? action.args.get('dest')) : action.free;
  if (!removed && !(/^(shell|command|raw|script)$/.test(action.short) && STOPS.test(text))) return undefined;
  return thingIn(launch.task, text);
}

/** `latest`: no other launch that may do without a reap stands between the two. */
export function watch(launch: LaunchSeen, task: TaskNode, facts: TaskFacts, what: string, latest: boolean): void {
  const short = facts.action;
  const args = task.action?.args;
  const waitsForPort =
    (/^(win_)?wait_for$/.test(short) && (args?.has('port') || args?.has('path'))) || WAITS_BY_NAME.test(short);
  const until = task.keywords.has('until');
  const sshPort =
    short === 'wait_for' && /^(22|ssh|\{\{\s*ansible_(ssh_)?port\b.*\}\})$/.test(textOf(args?.get('port')).trim());
  const shared = until || waitsForPort ? sharedThing(launch.task, task) : undefined;
  const starts = waitsForPort && STARTS.test(`${launch.task.name}\n${launch.command}`);
  const near =
    ((shared !== undefined || starts) &&
      launch.stepsSince <= 3 &&
      (waitsForPort || (WAITS.test(short) && until && shared !== undefined))) ||
    (waitsForPort &&
      !sshPort &&
      latest &&
      (shared !== undefined || starts) &&
      task.source === launch.task.source &&
      launch.ownStepsSince <= 8);
  // A task that says that it waits, or asks for a state until it is there, waits for what was launched in its own file.
  const asks =
    until &&
    (/_(info|facts)$/.test(short) || /\bwait/i.test(task.name)) &&
    task.source === launch.task.source &&
    launch.ownStepsSince <= 25 &&
    shared !== undefined;
  if (near || asks || (launch.stepsSince === 1 && short === 'wait_for_connection')) {
    launch.readiness ??= {
      how: 'waits',
      place: facts.place,
      what: `"${what}" waits for it${shared ? `: both name ${shared}` : ''}`,
    };
  }
  const stopped = stoppedBy(launch, task);
  if (stopped)
    launch.readiness ??= { how: 'stops', place: facts.place, what: `"${what}" stops it: both name ${stopped}` };
  if (!launch.watchForWait) return;
  const state = textOf(args?.get('state'));
  const slow = args?.has('delay') || /^(absent|stopped|drained)$/.test(state) || args?.has('sleep');
  if (short === 'meta' || short === 'debug' || short === 'set_fact') return;
  launch.watchForWait = false;
  if ((short === 'wait_for_connection' || sshPort) && !slow && !task.keywords.has('delay'))
    launch.hastyWaits.push({ place: facts.place, what });
}
