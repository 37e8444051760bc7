import type { Readiness, Use } from '../../model/audit.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { type LaunchSeen, withOne } from './records.ts';
import { endedThing, pathIn, sharedProgram, sharedThing } from './shared-thing.ts';
import type { KnownVisit } from './task-visit.ts';
import { waitsUntilGone } from './until-gone.ts';

const WAITS =
  /^(wait_for|uri|win_wait_for|win_uri|k8s_info|shell|command|docker_container_info|postgresql_ping|stat|slurp|script|find|nc_wait)$/;

/** Modules that are there to wait: win_wait_for_process, job_wait. */
const WAITS_BY_NAME = /_wait$|^(win_)?wait_for_(?!connection)/;

/** The task, or its command, says that it brings something up. */
const STARTS = /\b(re)?(start|launch|spawn|serve|boot)(s|ed|ing|er)?\b|\bup\b/i;

const ENDS_PROCESS = /\b(kill|pkill|killall|fuser\s+-k|stop|terminate|quit|(docker|podman)\s+(container\s+)?rm)\b/;
const REMOVES = /\brm\b/;

const LOOPS = /\b(while|until)\b[^\n]*\bdo\b|\b(while|until)\b[^\n]*\n\s*do\b/;

/** "Start the capture", and later "Stop the capture". */
const BEGINS = /^(?:.*[|:] )?(?:start|launch|run|open|spawn|begin)(?:ing)? (\S.*\S)$/i;
const ENDS = /^(?:.*[|:] )?(?:stop|end|kill|close|terminate|cancel|shut ?down)(?:p?ing)? (\S.*\S)$/i;

/** How a task may wait for what runs, or end it. */
interface Doing {
  readonly until: boolean;
  /** It only waits until a process is gone. */
  readonly gone: boolean;
  readonly forPort: boolean;
  readonly forHost: boolean;
  /** What it says that it ends. */
  readonly ended: string | undefined;
  /** The file that it makes. */
  readonly made: string | undefined;
  /** The file that it removes. */
  readonly removed: string | undefined;
  /** Its commands that end something, each command of a pipe by itself. */
  readonly stopped: readonly string[] | undefined;
}

const known = new WeakMap<TaskNode, Doing | undefined>();

/** Undefined for a task that does nothing of the kind, as most do: asked once of each, and not for each job that runs. */
function doingOf(task: TaskNode): Doing | undefined {
  if (known.has(task)) return known.get(task);
  const doing: Doing = {
    until: task.keywords.has('until'),
    gone: waitsUntilGone(task),
    forPort: waitsForPort(task),
    forHost: task.action?.short === 'wait_for_connection',
    ended: ENDS.exec(task.name)?.[1]?.toLowerCase(),
    made: fileMadeBy(task),
    removed: fileRemovedBy(task),
    stopped: endingIn(task),
  };
  const found = Object.values(doing).some((one) => one !== undefined && one !== false) ? doing : undefined;
  known.set(task, found);
  return found;
}

function fileMadeBy({ action }: TaskNode): string | undefined {
  if (!action) return undefined;
  const { short, args, free } = action;
  const makes =
    /^(copy|template)$/.test(short) ||
    (short === 'file' && textOf(args.get('state')) === 'touch') ||
    (/^(shell|command|raw)$/.test(short) && /\btouch\b/.test(free));
  return makes ? textOf(args.get('path') ?? args.get('dest')) || free : undefined;
}

function fileRemovedBy({ action }: TaskNode): string | undefined {
  if (!action) return undefined;
  const { short, args, free } = action;
  if (short === 'file' && textOf(args.get('state')) === 'absent') return textOf(args.get('path') ?? args.get('dest'));
  return OF_SHELL.test(short) ? commandsWith(REMOVES, free)?.join('\n') : undefined;
}

function endingIn({ action }: TaskNode): readonly string[] | undefined {
  return action && OF_SHELL.test(action.short) ? commandsWith(ENDS_PROCESS, action.free) : undefined;
}

const OF_SHELL = /^(shell|command|raw|script)$/;

/** The commands in which one word stands, and what is in one pipe with them. */
function commandsWith(word: RegExp, text: string): string[] | undefined {
  const found = text.split(/&&|\|\||;|\n/).filter((one) => word.test(one));
  return found.length === 0 ? undefined : found.flatMap((one) => one.split('|'));
}

/** Ends what a launch left running: by a file that it looks for, or by its name. */
function stoppedBy(launch: LaunchSeen, { ended, made, removed, stopped }: Doing): string | undefined {
  const begun = ended && BEGINS.exec(launch.task.name)?.[1];
  if (begun && begun.toLowerCase() === ended) return begun;
  // It goes on until a file is there, or is gone.
  const file = made ?? removed;
  if (file !== undefined && LOOPS.test(launch.command)) {
    const named = launch.command.includes(file) ? file : pathIn(launch.task, file);
    if (named !== undefined) return named;
  }
  return stopped === undefined ? undefined : endedThing(launch.task, stopped);
}

/** `latest`: no other launch that may do without a reap stands between the two. */
export function watch(launch: LaunchSeen, here: KnownVisit, latest: boolean): void {
  const { task, facts } = here;
  const doing = launch.readiness ? undefined : doingOf(task);
  if (doing) launch.readiness = readinessBy(launch, here, doing, latest);
  if (doing?.until && !launch.readiness) launch.perhapsWaited ??= perhapsWaitedBy(launch, here);
  if (!launch.watchForWait || /^(meta|debug|set_fact)$/.test(facts.action)) return;
  launch.watchForWait = false;
  if (isHasty(task)) launch.hastyWaits = withOne(launch.hastyWaits, { place: facts.place, what: here.what });
}

/** It says that it waits, and asks the program that the launch runs: for the job, or for something else. */
function perhapsWaitedBy(launch: LaunchSeen, { task, facts, what }: KnownVisit): Use | undefined {
  if (task.source !== launch.task.source || launch.ownStepsSince > FAR || !SAYS_WAITS.test(task.name)) return undefined;
  const program = sharedProgram(launch.task, task);
  return program === undefined
    ? undefined
    : { place: facts.place, what: `"${what}" waits for something by ${program} as well` };
}

/** Steps, from which on a task is no longer about a launch before it. */
const FAR = 25;
const SAYS_WAITS = /\bwait/i;

function readinessBy(launch: LaunchSeen, here: KnownVisit, doing: Doing, latest: boolean): Readiness | undefined {
  const { what, facts } = here;
  const { place } = facts;
  const waits = waitsFor(launch, here, doing, latest);
  if (waits) return { how: 'waits', place, what: `"${what}" waits for it${waits.by ? `: both name ${waits.by}` : ''}` };
  const stopped = here.task.action && stoppedBy(launch, doing);
  return stopped ? { how: 'stops', place, what: `"${what}" stops it: both name ${stopped}` } : undefined;
}

/** Whether a task waits for what a launch brings up, and by what both name; undefined where it doesn't. */
function waitsFor(
  launch: LaunchSeen,
  { task, facts }: KnownVisit,
  { until, gone, forPort, forHost }: Doing,
  latest: boolean,
): { readonly by: string | undefined } | undefined {
  const short = facts.action;
  if (gone) return undefined;
  const by = until || forPort ? sharedThing(launch.task, task) : undefined;
  if (launch.stepsSince === 1 && forHost) return { by };
  const starts = forPort && STARTS.test(`${launch.task.name}\n${launch.command}`);
  if (by === undefined && !starts) return undefined;
  const own = task.source === launch.task.source;
  const next = launch.stepsSince <= 3 && (forPort || WAITS.test(short));
  const near = forPort && !isSshPort(task) && latest && own && launch.ownStepsSince <= 8;
  // A task that says that it waits, or asks for a state until it is there, waits for what was launched in its own file.
  const says = until && (/_(info|facts)$/.test(short) || SAYS_WAITS.test(task.name));
  const asks = says && own && launch.ownStepsSince <= FAR && by !== undefined;
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
