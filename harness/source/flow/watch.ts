import { type TaskNode, textOf } from '../parse/task.ts';
import type { LaunchSeen } from './records.ts';
import { sharedThing, thingIn } from './shared-thing.ts';
import type { KnownVisit } from './task-visit.ts';

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
export function watch(launch: LaunchSeen, here: KnownVisit, latest: boolean): void {
  const { task, facts, what } = here;
  const { place } = facts;
  const waits = launch.readiness ? undefined : waitsFor(launch, here, latest);
  if (waits)
    launch.readiness = {
      how: 'waits',
      place,
      what: `"${what}" waits for it${waits.by ? `: both name ${waits.by}` : ''}`,
    };
  const stopped = launch.readiness ? undefined : stoppedBy(launch, task);
  if (stopped) launch.readiness = { how: 'stops', place, what: `"${what}" stops it: both name ${stopped}` };
  if (!launch.watchForWait || /^(meta|debug|set_fact)$/.test(facts.action)) return;
  launch.watchForWait = false;
  if (isHasty(task)) launch.hastyWaits.push({ place, what });
}

/** Whether a task waits for what a launch brings up, and by what both name; undefined where it doesn't. */
function waitsFor(
  launch: LaunchSeen,
  { task, facts }: KnownVisit,
  latest: boolean,
): { by: string | undefined } | undefined {
  const short = facts.action;
  const until = task.keywords.has('until');
  const forPort = waitsForPort(task);
  const by = until || forPort ? sharedThing(launch.task, task) : undefined;
  if (launch.stepsSince === 1 && short === 'wait_for_connection') return { by };
  const starts = forPort && STARTS.test(`${launch.task.name}\n${launch.command}`);
  if (by === undefined && !starts) return undefined;
  const own = task.source === launch.task.source;
  const next = launch.stepsSince <= 3 && (forPort || WAITS.test(short));
  const near = forPort && !isSshPort(task) && latest && own && launch.ownStepsSince <= 8;
  // A task that says that it waits, or asks for a state until it is there, waits for what was launched in its own file.
  const says = until && (/_(info|facts)$/.test(short) || /\bwait/i.test(task.name));
  const asks = says && own && launch.ownStepsSince <= 25 && by !== undefined;
  return next || near || asks ? { by } : undefined;
}

function waitsForPort({ action }: TaskNode): boolean {
  const [short, args] = [action?.short ?? '', action?.args];
  return (
    (/^(win_)?wait_for$/.test(short) && (args?.has('port') || args?.has('path'))) === true || WAITS_BY_NAME.test(short)
  );
}

function isSshPort({ action }: TaskNode): boolean {
  const port = textOf(action?.args.get('port')).trim();
  return action?.short === 'wait_for' && /^(22|ssh|\{\{\s*ansible_(ssh_)?port\b.*\}\})$/.test(port);
}

/** Looks for the host at once, while it may still be up. */
function isHasty(task: TaskNode): boolean {
  const args = task.action?.args;
  const slow =
    args?.has('delay') || args?.has('sleep') || /^(absent|stopped|drained)$/.test(textOf(args?.get('state')));
  return (task.action?.short === 'wait_for_connection' || isSshPort(task)) && !slow && !task.keywords.has('delay');
}
