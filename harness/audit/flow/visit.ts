import type { KnownNumber, Misuse, ReapedJob, RunsAs, TaskFacts, Use } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { commandOf, intentOf } from '../classify/intent.ts';
import { asyncSupport } from '../classify/support.ts';
import { canonical, conjuncts, readsOf } from '../jinja/canonical.ts';
import { type Expression, readExpression } from '../jinja/expression.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, type YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { conditionsOf, effective, type Frame, isMaybe } from '../resolve/frame.ts';
import { evaluateNode, type Scope } from './evaluate.ts';
import { conditionText, failedWhenReads, ignoredBy, numberOf, untilReads } from './reap-facts.ts';
import type { LaunchSeen, ReapSeen } from './records.ts';
import type { Run } from './run.ts';
import { type Def, elementOf, literal, type ResultValue, resultsIn, union, unknown, type Value } from './value.ts';

/** The loop variable of a task with what it may hold; undefined where the task has no loop. */
export function loopOf(
  task: Pick<TaskNode, 'keywords'>,
  evaluate?: (node: YamlNode) => Value,
): Map<string, Value> | undefined {
  const pair =
    task.keywords.get('loop') ?? [...task.keywords.values()].find((candidate) => candidate.key.startsWith('with_'));
  if (!pair) return undefined;
  const control = task.keywords.get('loop_control')?.value;
  const named =
    control?.kind === 'map' ? textOf(control.pairs.find((candidate) => candidate.key === 'loop_var')?.value) : '';
  const bound = new Map<string, Value>();
  if (!evaluate) return bound;
  const value = evaluate(pair.value);
  let element = elementOf(value);
  if (pair.key === 'with_items' || pair.key === 'with_flattened') {
    const parts = value.k === 'list' ? value.items : [value];
    element = union(
      parts.map((part) =>
        part.k === 'list' || part.k === 'results' ? elementOf(part) : part === value ? element : part,
      ),
    );
  } else if (pair.key === 'with_dict') element = { k: 'dict', entries: new Map([['value', elementOf(value)]]) };
  else if (/^with_(together|nested|cartesian|subelements)$/.test(pair.key) && value.k === 'list')
    element = { k: 'list', items: value.items.map(elementOf) };
  else if (/^with_(indexed_items)$/.test(pair.key)) element = { k: 'list', items: [unknown('an index'), element] };
  bound.set(named || 'item', element);
  return bound;
}

const REAPS = /^(async_status|win_async_status)$/;

/** Takes one task as Ansible would on a host: what it reads, what it launches or reaps, what it leaves in variables. */
export function visit(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  if (task.block) {
    misuseOnBlock(run, task);
    return;
  }
  const action = task.action;
  if (!action) return;
  const bound = loopOf(task, (node) => evaluateNode(node, run.scope(task, frames))) ?? new Map<string, Value>();
  const scope = run.scope(task, frames, new Map([['ansible_check_mode', literal(false)], ...bound]));
  const looped = loopOf(task) !== undefined;
  const reaping =
    REAPS.test(action.short) ||
    run.options.reapModules.includes(action.short) ||
    run.options.reapModules.includes(action.name);
  const whole = reaping || task.keywords.has('async') || task.keywords.has('poll');
  const facts = factsOf(run, task, frames, scope, looped, whole);
  const conditions = whole ? conditionsOf(task, frames) : [];
  let def: Def = { kind: 'other', id: facts.id, looped };
  // What the task reads, it reads before it registers.
  if (run.launchedHere.size > 0 || run.reapedHere.size > 0) look(run, task, frames, scope, facts, reaping);
  if (reaping) {
    const reap = reapOf(run, task, frames, scope, facts);
    def = { kind: 'reap', id: facts.id, looped };
    run.reapedHere.set(facts.id, reap);
    push(run.seen.reaps, facts.id, reap);
  } else if (task.keywords.has('async') || task.keywords.has('poll')) {
    const launch = launchOf(run, task, frames, scope, facts, conditions);
    if (launch) def = { kind: 'launch', id: facts.id, looped };
  }
  if (action.short === 'set_fact') setFacts(run, task, frames, scope, looped);
  if (facts.register)
    assign(run, facts.register, { k: 'result', def, cover: 'all', guarded: false }, task, frames, facts.place);
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function factsOf(
  run: Run,
  task: TaskNode,
  frames: readonly Frame[],
  scope: Scope,
  looped: boolean,
  whole: boolean,
): TaskFacts {
  const place = placeAt(task.source, task.map.start);
  const keywords: Record<string, Place> = {};
  if (whole) for (const pair of task.keywords.values()) keywords[pair.key] = placeAt(task.source, pair.keyStart);
  const register = textOf(task.keywords.get('register')?.value).trim();
  return {
    id: formatPlace(place),
    name: task.name,
    place,
    action: task.action?.short ?? '',
    actionPlace: placeAt(task.source, task.action?.start ?? task.map.start),
    register: register || undefined,
    keywords,
    looped,
    when: !whole
      ? []
      : [
          ...new Set(
            conditionsOf(task, frames).flatMap((node) => (node.kind === 'scalar' ? conjuncts(textOf(node)) : [])),
          ),
        ],
    runsAs: whole ? runsAs(run, task, frames, scope) : undefined,
    delegate: whole ? delegateOf(run, task, frames) : undefined,
    asyncDir: whole ? asyncDirOf(task, frames, scope) : '',
    handler: frames.some((frame) => frame.kind === 'handlers'),
    scope: run.scopeName,
  };
}

function runsAs(run: Run, task: TaskNode, frames: readonly Frame[], scope: Scope): RunsAs {
  const become = effective(task, frames, 'become')?.pair.value;
  const text = become ? textOf(become).trim() : '';
  if (text.includes('{{') || scope.lookup('ansible_become', 0) || scope.lookup('ansible_become_user', 0))
    return undefined;
  if (/^(true|yes|on|y|1)$/i.test(text)) {
    const user = textOf(effective(task, frames, 'become_user')?.pair.value).trim() || 'root';
    return user.includes('{{') ? undefined : { user };
  }
  if (!become && run.options.becomeByConfig) return undefined;
  const login = textOf(effective(task, frames, 'remote_user')?.pair.value).trim();
  return login ? (login.includes('{{') ? undefined : { user: login }) : 'login';
}

function delegateOf(run: Run, task: TaskNode, frames: readonly Frame[]): string | undefined {
  const found = effective(task, frames, 'delegate_to');
  const text = task.action?.local ? 'localhost' : textOf(found?.pair.value).trim();
  const local = /^(localhost|127\.0\.0\.1|::1)$/.test(text);
  if (run.hostsLocal && (text === '' || local)) return '';
  if (local) return 'localhost';
  const bare = text.replace(/^\{\{\s*|\s*\}\}$/g, '');
  if (bare === 'inventory_hostname' || bare === '' || bare === 'omit') return '';
  return text;
}

function asyncDirOf(task: TaskNode, frames: readonly Frame[], scope: Scope): string {
  const value = scope.lookup('ansible_async_dir', 0);
  if (value) return value.k === 'literal' ? String(value.v) : 'a template';
  const environment = effective(task, frames, 'environment')?.pair.value;
  const maps = environment?.kind === 'map' ? [environment] : environment?.kind === 'list' ? environment.items : [];
  for (const map of maps)
    if (map.kind === 'map')
      for (const pair of map.pairs) if (pair.key === 'ANSIBLE_ASYNC_DIR') return textOf(pair.value);
  return '';
}

function misuse(run: Run, task: TaskNode, keyword: 'async' | 'poll', how: Misuse['how'], detail: string): void {
  const pair = task.keywords.get(keyword) ?? task.keywords.get('async');
  const place = placeAt(task.source, pair?.keyStart ?? task.map.start);
  const id = `${formatPlace(place)} ${how}`;
  run.seen.misuses.set(id, { id, place, keyword, action: task.action?.name ?? 'block', how, detail, name: task.name });
}

function misuseOnBlock(run: Run, task: TaskNode): void {
  for (const keyword of ['async', 'poll'] as const)
    if (task.keywords.has(keyword)) misuse(run, task, keyword, 'on-block', `"${keyword}" is not a keyword of a block`);
}

function launchOf(
  run: Run,
  task: TaskNode,
  frames: readonly Frame[],
  scope: Scope,
  facts: TaskFacts,
  conditions: readonly YamlNode[],
): LaunchSeen | undefined {
  const asyncNode = task.keywords.get('async')?.value;
  const pollNode = task.keywords.get('poll')?.value;
  const poll = numberOf(pollNode, scope, 15);
  if (!asyncNode || textOf(asyncNode) === '') {
    if (poll.known && !poll.soft) misuse(run, task, 'poll', 'poll-alone', `poll: ${poll.text} without async`);
    return undefined;
  }
  const limit = numberOf(asyncNode, scope, 0);
  const support = asyncSupport(task.action?.name ?? '');
  if (support !== 'yes') {
    if (!(limit.known && limit.value === 0))
      misuse(
        run,
        task,
        'async',
        support === 'refused'
          ? 'unsupported-action'
          : support === 'invalid'
            ? 'invalid-on-include'
            : 'dropped-by-import',
        `${task.action?.name}`,
      );
    return undefined;
  }
  const plain =
    typeof (asyncNode.kind === 'scalar' ? asyncNode.value : '') === 'number' || /^\d+$/.test(textOf(asyncNode));
  if (limit.known && limit.value === 0) {
    if (plain) misuse(run, task, 'async', 'async-zero', 'async: 0');
    return undefined;
  }
  if (poll.known && !Number.isInteger(poll.value) && !poll.soft)
    misuse(run, task, 'poll', 'fractional-poll', `poll: ${poll.text}`);
  const check = effective(task, frames, 'check_mode');
  if (check && /^(true|yes|on)$/i.test(textOf(check.pair.value)))
    misuse(run, task, 'async', 'check-mode', 'check_mode: true with async');
  undefinedIn(run, task, ['async', 'poll'], scope);
  const command = commandOf(task);
  const launch: LaunchSeen = {
    facts,
    task,
    frames,
    limit,
    poll,
    checkAware: textOf(asyncNode).includes('ansible_check_mode'),
    command,
    intent: intentOf(task, limit.known ? limit.value : undefined, command),
    conditionOnItem:
      loopOf(task) !== undefined &&
      conditions.some((node) =>
        [...(loopOf(task, () => unknown(''))?.keys() ?? [])].some((name) =>
          new RegExp(`\\b${name}\\b`).test(textOf(node)),
        ),
      ),
    outputs: outputsOf(task),
    reaps: new Set(),
    escapes: [],
    overwritten: [],
    races: [],
    hastyWaits: [],
    readiness: undefined,
    watchForWait: true,
    stepsSince: 0,
    whole: run.whole,
    unresolvedAfter: undefined,
  };
  push(run.seen.launches, facts.id, launch);
  if (poll.known && poll.value >= 1) return launch;
  const earlier = run.launchedHere.get(facts.id);
  if (earlier && earlier.reaps.size === 0 && earlier.escapes.length > 0) launch.escapes.push(...earlier.escapes);
  run.openLaunches.push(launch);
  run.launchedHere.set(facts.id, launch);
  return launch;
}

/** Files that the job makes, as far as its arguments name them. */
function outputsOf(task: TaskNode): string[] {
  const args = task.action?.args;
  const names = ['dest', 'creates', 'path', 'archive'];
  const found = /^(service|systemd|file|stat|lineinfile|user|apt|yum|dnf|pip)$/.test(task.action?.short ?? '')
    ? []
    : names.map((name) => textOf(args?.get(name)).trim());
  return found.filter(
    (text) =>
      text.length >= 6 &&
      /[/\\{]/.test(text) &&
      !/^\/(tmp|opt|etc|var|usr|home|root|srv)\/?$/.test(text) &&
      !/^\{\{\s*item\s*\}\}$/.test(text),
  );
}

function reapOf(run: Run, task: TaskNode, frames: readonly Frame[], scope: Scope, facts: TaskFacts): ReapSeen {
  const jidNode = task.action?.args.get('jid');
  const jid = jidNode ? evaluateNode(jidNode, scope) : unknown('no jid');
  const mode = textOf(task.action?.args.get('mode')).trim();
  const jobs = new Map<string, ReapedJob>();
  let notAJob: Use | undefined;
  const own = ownConditions(task);
  const guardedByWhen = own.some((text) => /ansible_job_id|skipped|changed|defined|started|finished/.test(text));
  // A choice between ids, one of which the source doesn't show, was made with skips in mind.
  const eitherOr = jid.k === 'union' && jid.of.some((part) => part.k !== 'jid');
  const add = (result: ResultValue, depth = 0): void => {
    if (result.def.kind === 'launch') {
      const cover =
        result.k === 'jid' ? (result.item && result.cover === 'not-in-results' ? 'all' : result.cover) : 'unknown';
      if (jobs.get(result.def.id)?.coverage === 'all') return;
      jobs.set(result.def.id, {
        launch: result.def.id,
        coverage: cover,
        guarded: result.guarded || guardedByWhen || eitherOr,
      });
    } else if (result.def.kind === 'reap' && depth < 5) {
      for (const job of run.reapedHere.get(result.def.id)?.jobs ?? [])
        jobs.set(job.launch, { ...job, coverage: 'unknown', guarded: true });
    } else if (jid.k === 'field' && jid.name === 'ansible_job_id' && result.def.kind === 'other') {
      notAJob = { place: placeAt(task.source, jidNode?.start ?? task.map.start), what: result.def.id };
    }
  };
  for (const result of resultsIn(jid)) add(result);
  const cleanup = mode === 'cleanup';
  if (!cleanup) {
    for (const job of jobs.values()) run.launchedHere.get(job.launch)?.reaps.add(facts.id);
    undefinedIn(run, task, ['retries', 'delay'], scope);
  }
  const until = conditionText(task.keywords.get('until')?.value);
  const retries = numberOf(task.keywords.get('retries')?.value, scope, 3);
  const delay = numberOf(task.keywords.get('delay')?.value, scope, 5);
  return {
    facts,
    task,
    jobs: [...jobs.values()],
    own: {
      mode: mode === '' || mode === 'status' ? 'status' : cleanup ? 'cleanup' : 'unknown',
      jid: textOf(jidNode),
      wants: wantsOf(task),
      notAJob: jobs.size === 0 ? notAJob : undefined,
      until,
      untilReads: untilReads(until, facts.register, scope),
      retries,
      delay,
      window: product(retries, delay),
      ignoredBy: ignoredBy(task, frames),
      failedWhenReads: failedWhenReads(task, facts.register, scope),
      recursive: false,
    },
    checked: undefined,
  };
}

function wantsOf(task: TaskNode): string[] {
  const loops = [...task.keywords.values()]
    .filter((pair) => pair.key === 'loop' || pair.key.startsWith('with_'))
    .map((pair) => pair.value);
  const jid = task.action?.args.get('jid');
  const texts = [...loops, ...(jid ? [jid] : [])].flatMap((node) => stringsIn(node));
  return [
    ...new Set(
      texts
        .flatMap(({ text }) => expressionsIn(text))
        .flatMap((expression) => readsOf(expression))
        .map((read) => read.name),
    ),
  ];
}

function product(a: KnownNumber, b: KnownNumber): KnownNumber {
  if (!a.known) return a;
  if (!b.known) return b;
  return { known: true, value: a.value * b.value, soft: a.soft || b.soft, text: `${a.value} × ${b.value} s` };
}

function ownConditions(task: TaskNode): string[] {
  const node = task.keywords.get('when')?.value;
  return node ? [conditionText(node) ?? ''] : [];
}

/** Variables in the named keywords that nothing in the whole project mentions otherwise. */
function undefinedIn(run: Run, task: TaskNode, keywords: readonly string[], scope: Scope): void {
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

function setFacts(run: Run, task: TaskNode, frames: readonly Frame[], scope: Scope, looped: boolean): void {
  for (const [name, node] of task.action?.args ?? []) {
    if (name === 'cacheable') continue;
    const before = run.facts.get(name);
    const adds = stringsIn(node).some((found) => new RegExp(`\\b${name}\\b`).test(found.text));
    const value = evaluateNode(node, scope);
    if (adds) run.accumulated.add(name);
    const kept = before && (task.keywords.has('when') || isMaybe(frames)) ? union([before, value]) : value;
    run.facts.set(name, looped && !adds && resultsIn(kept).length ? lastOf(kept) : kept);
    run.assigned.at(-1)?.add(name);
  }
}

function lastOf(value: Value): Value {
  return 'def' in value && value.cover === 'all' ? { ...value, cover: 'last' } : value;
}

function assign(run: Run, name: string, value: Value, task: TaskNode, frames: readonly Frame[], place: Place): void {
  const before = run.facts.get(name);
  run.assigned.at(-1)?.add(name);
  if (isMaybe(frames)) {
    run.facts.set(name, before ? union([before, value]) : value);
    return;
  }
  run.facts.set(name, value);
  if (!before) return;
  for (const result of resultsIn(before)) {
    if (result.def.kind !== 'launch') continue;
    const launch = run.launchedHere.get(result.def.id);
    const same = 'def' in value && value.def.id === result.def.id;
    if (!launch || same || launch.reaps.size > 0 || launch.facts.scope !== run.scopeName) continue;
    if (
      [...run.facts].some(
        ([other, held]) => other !== name && resultsIn(held).some((part) => part.def.id === result.def.id),
      )
    )
      continue;
    launch.overwritten.push({
      place,
      what: task.name || (task.action?.name ?? ''),
      how: task.keywords.has('when') ? 'skipped' : 'task',
    });
  }
}

const SAYS_ONLY = /^(debug|meta)$/;

/** Notes what the task reads of registers, and what it may mean for the jobs that still run. */
function look(
  run: Run,
  task: TaskNode,
  frames: readonly Frame[],
  scope: Scope,
  facts: TaskFacts,
  reaping: boolean,
): void {
  const short = facts.action;
  const what = task.name || short;
  for (const { expression, keyword } of expressionsOf(task)) {
    if (SAYS_ONLY.test(short) && !/^(when|failed_when|until)$/.test(keyword)) continue;
    for (const read of readsOf(expression)) {
      const value = scope.lookup(read.name, 0);
      if (!value) continue;
      for (const result of resultsIn(value)) {
        if (result.def.id === facts.id) continue;
        if (result.def.kind === 'reap') {
          const reap = run.reapedHere.get(result.def.id);
          if (reap && !(reaping && keyword === 'jid')) reap.checked ??= { place: facts.place, what };
        } else if (result.def.kind === 'launch')
          lookAtLaunch(run, result, read.path, keyword, expression, facts, what, reaping);
      }
    }
  }
  const strings = run.openLaunches.some((launch) => launch.outputs.length > 0)
    ? [...(task.action?.args.values() ?? [])]
        .flatMap((node) => stringsIn(node))
        .map((found) => found.text)
        .concat(task.action?.free ?? '')
    : [];
  for (const launch of run.openLaunches) {
    if (launch.facts.id === facts.id) continue;
    launch.stepsSince += 1;
    if (launch.facts.scope === run.scopeName && !reaping) watch(launch, task, facts, what);
    if (
      launch.reaps.size > 0 ||
      /^(wait_for|stat|debug|file|include_tasks|include_role|import_tasks|import_role|set_fact|assert|fail|find)$/.test(
        short,
      ) ||
      task.keywords.has('async') ||
      task.keywords.has('until') ||
      reaping
    )
      continue;
    if (frames.some((frame) => frame.kind === 'handlers') || launch.intent) continue;
    const output = launch.outputs.find((path) => strings.some((text) => mentionsPath(text, path)));
    if (output && launch.races.length < 3)
      launch.races.push({ place: facts.place, what: `"${what}" uses ${output}`, sure: false });
  }
}

function mentionsPath(text: string, path: string): boolean {
  const at = text.indexOf(path);
  return at !== -1 && !/[\w.-]/.test(text[at + path.length] ?? ' ') && !/[\w}]/.test(text[at - 1] ?? ' ');
}

const WAITS =
  /^(wait_for|uri|win_wait_for|win_uri|k8s_info|shell|command|docker_container_info|postgresql_ping|stat|slurp|script|find|nc_wait)$/;

function watch(launch: LaunchSeen, task: TaskNode, facts: TaskFacts, what: string): void {
  const short = facts.action;
  const args = task.action?.args;
  const waitsForPort = short === 'wait_for' && (args?.has('port') || args?.has('path'));
  const until = task.keywords.has('until');
  const near = launch.stepsSince <= 3 && (waitsForPort || (WAITS.test(short) && until));
  // A task that says that it waits, or asks for a state until it is there, waits for what was launched in its own file.
  const asks =
    until &&
    (/_(info|facts)$/.test(short) || /\bwait/i.test(task.name)) &&
    task.source === launch.task.source &&
    launch.stepsSince <= 25;
  if (near || asks || (launch.stepsSince === 1 && short === 'wait_for_connection')) {
    launch.readiness ??= { place: facts.place, what: `"${what}" waits for it` };
  }
  if (!launch.watchForWait) return;
  const state = textOf(args?.get('state'));
  const slow = args?.has('delay') || /^(absent|stopped|drained)$/.test(state) || args?.has('sleep');
  if (short === 'meta' || short === 'debug' || short === 'set_fact') return;
  launch.watchForWait = false;
  const sshPort =
    short === 'wait_for' && /^(22|ssh|\{\{\s*ansible_(ssh_)?port\b.*\}\})$/.test(textOf(args?.get('port')).trim());
  if ((short === 'wait_for_connection' || sshPort) && !slow && !task.keywords.has('delay'))
    launch.hastyWaits.push({ place: facts.place, what });
}

function lookAtLaunch(
  run: Run,
  result: ResultValue,
  path: readonly string[],
  keyword: string,
  expression: Expression,
  facts: TaskFacts,
  what: string,
  reaping: boolean,
): void {
  const launch = run.launchedHere.get(result.def.id);
  if (!launch) return;
  const condition = /^(when|failed_when|changed_when|until)$/.test(keyword);
  const id =
    path.some((step) => /^ansible_(job_id|results_file)$/.test(step)) ||
    result.k === 'jid' ||
    canonical(expression).includes('ansible_job_id');
  const whole = path.length === 0 || (path.length === 1 && path[0] === 'results');
  if (id || (whole && !condition && result.k !== 'field')) {
    const followed =
      reaping ||
      facts.action === 'set_fact' ||
      (keyword === 'loop' && !/^(include|import)/.test(facts.action)) ||
      /^(fail|assert)$/.test(facts.action);
    if (!followed && !condition) launch.escapes.push({ place: facts.place, what: `"${what}" gets its job id` });
  }
  const early = path.find((step) => /^(stdout|stdout_lines|stderr|stderr_lines|rc)$/.test(step));
  const loose = canonical(expression).includes('default(') || canonical(expression).includes('is defined');
  if (early && !reaping && !loose && launch.reaps.size === 0)
    launch.races.push({ place: facts.place, what: `"${what}" reads .${early} of the launch`, sure: true });
}

/** Every expression of a task, with the keyword (or `args`) that it stands in. */
function expressionsOf(task: TaskNode): { expression: Expression; keyword: string }[] {
  const found: { expression: Expression; keyword: string }[] = [];
  const bare = (text: string, keyword: string) => {
    const expression = readExpression(text.trim().replace(/^\{\{([\s\S]*)\}\}$/, '$1'));
    if (expression) found.push({ expression, keyword });
  };
  for (const pair of task.keywords.values()) {
    const keyword = pair.key === 'loop' || pair.key.startsWith('with_') ? 'loop' : pair.key;
    if (/^(when|failed_when|changed_when|until)$/.test(keyword)) {
      for (const { text } of stringsIn(pair.value)) bare(text, keyword);
    } else if (!/^(name|register|args|action|local_action|block|rescue|always|tags)$/.test(keyword)) {
      for (const { text } of stringsIn(pair.value))
        for (const expression of expressionsIn(text)) found.push({ expression, keyword });
    }
  }
  for (const [name, node] of task.action?.args ?? []) {
    const raw =
      (task.action?.short === 'assert' && name === 'that') || (task.action?.short === 'debug' && name === 'var');
    for (const { text } of stringsIn(node)) {
      if (raw) bare(text, 'args');
      else
        for (const expression of expressionsIn(text))
          found.push({ expression, keyword: name === 'jid' ? 'jid' : 'args' });
    }
  }
  for (const expression of expressionsIn(task.action?.free ?? '')) found.push({ expression, keyword: 'args' });
  return found;
}
