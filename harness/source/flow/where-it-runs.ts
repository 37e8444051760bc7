import type { RunsAs } from '../../model/audit.ts';
import { saysYes } from '../jinja/says-yes.ts';
import { textOf, type YamlNode } from '../parse/node.ts';
import { effective, type Frame } from '../resolve/frame.ts';
import { evaluateNode } from './evaluate.ts';
import type { Scope } from './evaluation.ts';
import type { TaskVisit } from './task-visit.ts';

const UNKNOWN = Symbol('unknown');
type Setting = string | undefined | typeof UNKNOWN;

/** Variables stand above keywords, keywords above ansible.cfg. `UNKNOWN` where a template or a play that isn't there decides. */
function setting({ run, task, frames, scope }: TaskVisit, keyword: string, names: readonly string[]): Setting {
  for (const name of names) {
    const value = run.project.names.maySet(name) ? scope.lookup(name, 0) : undefined;
    if (value?.k === 'literal') return String(value.v ?? '');
    if (value) return UNKNOWN;
  }
  const node = effective(task, frames, keyword)?.pair.value;
  if (node) return known(node, scope);
  return inPlay(frames) ? undefined : UNKNOWN;
}

function known(node: YamlNode, scope: Scope): Setting {
  if (node.kind !== 'scalar') return UNKNOWN;
  const value = evaluateNode(node, scope);
  if (value.k === 'omit') return undefined;
  return value.k === 'literal' ? String(value.v ?? '') : UNKNOWN;
}

/** A file of tasks without its play: what the play says of its tasks isn't known. */
function inPlay(frames: readonly Frame[]): boolean {
  return frames.some((frame) => frame.kind === 'play');
}

/** The user that a task runs as; undefined where it can't be known. */
export function runsAs(here: TaskVisit): RunsAs {
  const { run } = here;
  const config = run.project.configs.at(run.playDir)?.config;
  const become = setting(here, 'become', ['ansible_become', 'ansible_sudo']);
  if (become === UNKNOWN) return undefined;
  if (become === undefined ? config?.become : saysYes(become)) {
    const user = setting(here, 'become_user', ['ansible_become_user', 'ansible_sudo_user']);
    // Without its play, the user of a task that says `become: true` may come from there.
    if (user === UNKNOWN) return undefined;
    return { user: user?.trim() || config?.becomeUser || 'root' };
  }
  const login = setting(here, 'remote_user', ['ansible_user', 'ansible_ssh_user']);
  if (login === UNKNOWN) return undefined;
  return login?.trim() ? { user: login.trim() } : 'login';
}

/** Where it runs: empty for the host itself, `localhost` for the controller; undefined where it can't be known. */
export function delegateOf(here: TaskVisit): string | undefined {
  const { run, task, frames } = here;
  const found = effective(task, frames, 'delegate_to');
  const text = task.action?.local ? 'localhost' : textOf(found?.pair.value).trim();
  const connection = setting(here, 'connection', ['ansible_connection']);
  const local = /^(localhost|127\.0\.0\.1|::1)$/.test(text) || connection === 'local';
  if (run.hostsLocal && (text === '' || local)) return '';
  if (local) return 'localhost';
  const bare = text.replace(/^\{\{\s*|\s*\}\}$/g, '');
  return bare === 'inventory_hostname' || bare === '' || bare === 'omit' ? '' : text;
}

/** The directory of job files; empty for the default. The environment of a task moves neither its job nor its reap. */
export function asyncDirOf(scope: Scope): string {
  const value = scope.lookup('ansible_async_dir', 0);
  if (!value) return '';
  return value.k === 'literal' ? String(value.v) : 'a template';
}
