import type { Misplaced } from '../../model/abstract.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { Bad, type Decided, Need } from './decided.ts';
import { truth, yamlValue } from './jinja.ts';
import type { State } from './state.ts';
import { isList, type JobId, OMIT, THIS_HOST, Undefined, Unknown, type Value } from './value.ts';
import type { Walk } from './walk.ts';

/** Where a job file stands: undefined parts can't be known, and are never held against anybody. */
export interface Where {
  readonly host: string | undefined;
  readonly user: string | undefined;
  readonly directory: string | undefined;
  readonly connection: string | undefined;
  /** The host isn't the play's first, and the task runs on that one. */
  readonly firstHostOnly: boolean;
}

/** What differs, in words; undefined where nothing does for certain. */
export function difference(launch: Where, reap: Where): Misplaced | undefined {
  // Its register is there for all hosts: those that look on the one host where it runs find it.
  const sameHost = launch.host === undefined || (launch.host !== '' && launch.host === reap.host);
  if (launch.firstHostOnly && !reap.firstHostOnly && !sameHost)
    return { what: 'first-host', from: 'the first host', to: 'each host' };
  for (const what of ['host', 'connection', 'user', 'directory'] as const) {
    const [from, to] = [launch[what], reap[what]];
    if (from !== undefined && to !== undefined && from !== to && !mayBeOne(from, to))
      return { what, from: from || 'the host itself', to: to || 'the host itself' };
  }
  return undefined;
}

/** Two hosts, of which one is a template that isn't known: it may be the other one, but is hardly the host itself. */
function mayBeOne(from: string, to: string): boolean {
  const templates = [from, to].filter((host) => host.includes('{{'));
  if (templates.length === 0 || from === '' || to === '') return false;
  // A host of a group is hardly this machine.
  return ![from, to].includes('localhost') || !templates.some((host) => host.startsWith('{{ groups.'));
}

/** Where the job of a host runs that somebody else asks for by `hostvars`; unknown where that may be the asking host. */
export function heldAt(launched: Where, { holder }: JobId, hosts: string, decided: Decided): Where {
  if (holder === undefined || launched.host !== '') return launched;
  return { ...launched, host: otherHost(holder, hosts, decided), firstHostOnly: false };
}

/** A host by its name, or one of a group, where the play is of others; undefined where it may be the host itself. */
function otherHost(holder: string, hosts: string, decided: Decided): string | undefined {
  const named = /^"([^"]*)"$/.exec(holder)?.[1];
  if (named !== undefined) return named === hosts ? undefined : named;
  const group = /^groups\.(\w+)\[\d+\]$/.exec(holder)?.[1];
  const isAsking = [`${THIS_HOST} == ${holder}`, `${holder} == ${THIS_HOST}`].some((key) => decided.truths.get(key));
  const ofOthers = group !== undefined && hosts !== group && hosts !== 'all' && /^\w+$/.test(hosts);
  return ofOthers && !isAsking ? `{{ ${holder} }}` : undefined;
}

export function whereOf(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  extra: ReadonlyMap<string, Value>,
): Where {
  const variable = (name: string) => textual(ask(() => walk.scope(state, context, task, extra).look(name)));
  const set = (name: string) => {
    const value = variable(name);
    return value === name ? '' : value;
  };
  const keyword = (name: string) => {
    const found = effective(task, context.frames, name);
    return found ? textual(ask(() => yamlValue(found.pair.value, walk.scope(state, context, task, extra)))) : '';
  };
  return {
    host: hostOf(walk, task, delegateOf(walk, task, context, state, extra)),
    user: userOf(walk, task, context, state, extra, keyword, set),
    directory: set('ansible_async_dir'),
    connection: connectionOf(walk, keyword('connection'), set('ansible_connection')),
    firstHostOnly: isOnce(task, context) && !walk.firstHost,
  };
}

/** Runs once for all hosts of a batch; where each batch is one host, that is once for each. */
export function isOnce(task: TaskNode, context: Context): boolean {
  const serial = textOf(effective(task, context.frames, 'serial')?.pair.value).trim();
  if (serial === '1') return false;
  return /^(true|yes|on|y|1)$/i.test(textOf(effective(task, context.frames, 'run_once')?.pair.value).trim());
}

function ask(get: () => Value): Value | undefined {
  try {
    return get();
  } catch (error) {
    if (error instanceof Need || error instanceof Bad) return undefined;
    throw error;
  }
}

/** Text as far as it is known; a name that stands for itself is "not set here". */
function textual(value: Value | undefined): string | undefined {
  if (value === undefined || value instanceof Undefined || isList(value)) return undefined;
  if (value === OMIT || value === null) return '';
  if (value instanceof Unknown) return /^ansible_\w+$/.test(value.name) ? value.name : undefined;
  return String(value);
}

/** Whom a task is delegated to: empty for the host itself, a template where its value isn't known. */
function delegateOf(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  extra: ReadonlyMap<string, Value>,
): string | undefined {
  const found = effective(task, context.frames, 'delegate_to');
  const value = found && ask(() => yamlValue(found.pair.value, walk.scope(state, context, task, extra)));
  if (!found) return '';
  if (!(value instanceof Unknown)) return textual(value);
  if (value.name === THIS_HOST || value.name === 'ansible_host') return '';
  if (value.name.startsWith('groups.')) return otherHost(value.name, walk.hosts, state.decided);
  return /^[\w.]+$/.test(value.name) ? `{{ ${value.name} }}` : undefined;
}

function hostOf(walk: Walk, task: TaskNode, delegate: string | undefined): string | undefined {
  const text = task.action?.local ? 'localhost' : delegate;
  if (text === undefined) return undefined;
  const local = /^(localhost|127\.0\.0\.1|::1)$/.test(text);
  if (walk.hostsLocal && (local || text === '')) return 'localhost';
  return local ? 'localhost' : text;
}

function connectionOf(walk: Walk, keyword: string | undefined, variable: string | undefined): string | undefined {
  if (keyword === undefined || variable === undefined || walk.hostsLocal) return undefined;
  const name = (keyword || variable).replace(/^.*\./, '');
  // Which plugin reaches the host matters little, unless it is this machine that it reaches.
  return name === 'local' ? 'local' : walk.entry.kind === 'playbook' ? 'the host' : undefined;
}

function userOf(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  extra: ReadonlyMap<string, Value>,
  keyword: (name: string) => string | undefined,
  set: (name: string) => string | undefined,
): string | undefined {
  if (task.action?.short.startsWith('win_')) return undefined;
  const [variable, variableUser] = [set('ansible_become'), set('ansible_become_user')];
  const found = effective(task, context.frames, 'become');
  const config = walk.universe.project.configAt(walk.playDir)?.config;
  let on: boolean | undefined;
  if (variable === undefined) return undefined;
  if (variable !== '') on = /^(true|yes|on|1)$/i.test(variable);
  else if (found) {
    const scope = walk.scope(state, context, task, extra);
    const value = ask(() => truth(yamlValue(found.pair.value, scope), scope));
    on = typeof value === 'boolean' ? value : undefined;
  } else if (walk.entry.kind !== 'playbook') return undefined;
  else on = config?.become ?? false;
  if (on === undefined) return undefined;
  const login = keyword('remote_user');
  if (!on) return login === undefined ? undefined : login || 'the login user';
  const user = variableUser || keyword('become_user');
  if (user === undefined || (user === '' && variableUser === undefined)) return undefined;
  return user || config?.becomeUser || 'root';
}
