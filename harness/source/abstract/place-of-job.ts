import { saysYes } from '../jinja/says-yes.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import type { Decided } from './decided.ts';
import { Settings, textual } from './settings.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import { type JobId, THIS_HOST, Unknown, type Value } from './value.ts';
import type { Walk } from './walk.ts';
import type { Where } from './where.ts';

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

export function whereOf(run: TaskRun, state: State, extra: ReadonlyMap<string, Value>): Where {
  const { walk, task, context } = run;
  const settings = new Settings(run, state, extra);
  return {
    host: hostOf(walk, task, delegateOf(walk, settings, state)),
    user: task.action?.short.startsWith('win_') ? undefined : userOf(walk, settings),
    directory: settings.variable('ansible_async_dir'),
    connection: connectionOf(walk, settings),
    firstHostOnly: isOnce(task, context) && !walk.firstHost,
  };
}

/** Runs once for all hosts of a batch; where each batch is one host, that is once for each. */
export function isOnce(task: TaskNode, context: Context): boolean {
  const serial = textOf(effective(task, context.frames, 'serial')?.pair.value).trim();
  if (serial === '1') return false;
  return saysYes(textOf(effective(task, context.frames, 'run_once')?.pair.value));
}

/** Whom a task is delegated to: empty for the host itself, a template where its value isn't known. */
function delegateOf(walk: Walk, settings: Settings, state: State): string | undefined {
  if (!settings.isWritten('delegate_to')) return '';
  const value = settings.value('delegate_to');
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

function connectionOf(walk: Walk, settings: Settings): string | undefined {
  const [keyword, variable] = [settings.keyword('connection'), settings.variable('ansible_connection')];
  if (keyword === undefined || variable === undefined || walk.hostsLocal) return undefined;
  const name = (keyword || variable).replace(/^.*\./, '');
  // Which plugin reaches the host matters little, unless it is this machine that it reaches.
  return name === 'local' ? 'local' : walk.entry.kind === 'playbook' ? 'the host' : undefined;
}

function userOf(walk: Walk, settings: Settings): string | undefined {
  const becomes = becomesOf(walk, settings);
  if (becomes === undefined) return undefined;
  if (!becomes) {
    const login = settings.keyword('remote_user');
    return login === undefined ? undefined : login || 'the login user';
  }
  const variable = settings.variable('ansible_become_user');
  const user = variable || settings.keyword('become_user');
  if (user === undefined || (user === '' && variable === undefined)) return undefined;
  return user || walk.universe.project.configs.at(walk.playDir)?.config.becomeUser || 'root';
}

/** Whether it runs as another user: a variable stands above the keyword, that above ansible.cfg. */
function becomesOf(walk: Walk, settings: Settings): boolean | undefined {
  const variable = settings.variable('ansible_become');
  if (variable === undefined) return undefined;
  if (variable !== '') return saysYes(variable);
  if (settings.isWritten('become')) return settings.flag('become');
  // Without its play, what that says isn't known.
  if (walk.entry.kind !== 'playbook') return undefined;
  return walk.universe.project.configs.at(walk.playDir)?.config.become ?? false;
}
