import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** Where ansible-playbook would be started: by these it finds its configuration. */
export interface AnsibleContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Real paths of folders: nothing that leads out of them is read, and a note says so. Everything may be read without it. */
  readonly within?: readonly string[] | undefined;
}

/** Directories that Ansible looks in besides those of the playbook, in its order. */
export interface SearchPaths {
  readonly roles: readonly string[];
  readonly collections: readonly string[];
}

/** From the environment, else from the one ansible.cfg that counts, else what Ansible has without either. */
export function searchPathsOf({ cwd, env }: AnsibleContext): SearchPaths {
  const home = env.HOME ?? homedir();
  const absolute = absoluteIn({ cwd, env });
  const split = (text: string, from: string) =>
    text.split(':').flatMap((path) => (path.trim() ? [absolute(path.trim(), from)] : []));
  const config = configOf(cwd, env, home);
  const settings = config === undefined ? new Map<string, string>() : defaultsIn(readFileSync(config, 'utf8'));
  const own = absolute(env.ANSIBLE_HOME ?? '~/.ansible', cwd);
  const pick = (names: readonly string[], keys: readonly string[], otherwise: readonly string[]) => {
    const variable = names.map((name) => env[name]).find(Boolean);
    if (variable) return split(variable, cwd);
    const setting = keys.map((key) => settings.get(key)).find(Boolean);
    return setting && config ? split(setting, dirname(config)) : otherwise;
  };
  return {
    roles: pick(
      ['ANSIBLE_ROLES_PATH'],
      ['roles_path'],
      [join(own, 'roles'), '/usr/share/ansible/roles', '/etc/ansible/roles'],
    ),
    collections: pick(
      ['ANSIBLE_COLLECTIONS_PATH', 'ANSIBLE_COLLECTIONS_PATHS'],
      ['collections_path', 'collections_paths'],
      [join(own, 'collections'), '/usr/share/ansible/collections'],
    ),
  };
}

/** A path of the configuration, as it stands in this folder. */
function absoluteIn({ cwd, env }: AnsibleContext): (path: string, from: string) => string {
  const home = env.HOME ?? homedir();
  return (path, from) => {
    const full = path
      .replace(/^~(?=\/|$)/, home)
      .replace(/\{\{\s*CWD\s*\}\}/gi, cwd)
      .replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, bare: string, braced: string) => env[bare ?? braced] ?? whole);
    return isAbsolute(full) ? full : resolve(from, full);
  };
}

/** Settings whose path is where Ansible writes, or a key: none is read of this machine. */
const NOT_READ = /(^|_)(private_key_file|local_te?mp|remote_te?mp|log_path)$/i;
/** A vault's password has a name before its file. */
const VAULT_NAME = /^[^/@]*@/;

/** The configuration, and files and folders that it or an ANSIBLE_ variable names; whether they are there is not looked at. */
export function configurationOf({ cwd, env }: AnsibleContext): readonly string[] {
  const home = env.HOME ?? homedir();
  const absolute = absoluteIn({ cwd, env });
  const config = configOf(cwd, env, home);
  const settings = config === undefined ? [] : [...defaultsIn(readFileSync(config, 'utf8'))];
  const named = [
    ...settings.map(([name, value]) => ({ name, value, from: dirname(config ?? cwd) })),
    ...Object.entries(env).flatMap(([name, value]) =>
      /^ANSIBLE_/.test(name) && value ? [{ name, value, from: cwd }] : [],
    ),
  ];
  const paths = named
    .filter(({ name }) => !NOT_READ.test(name))
    .flatMap(({ value, from }) =>
      value.split(/[:,]/).flatMap((one) => {
        const path = one.trim().replace(VAULT_NAME, '');
        return path === '' ? [] : [absolute(path, from)];
      }),
    );
  const own = absolute(env.ANSIBLE_HOME ?? '~/.ansible', cwd);
  // A folder of the root is nobody's setting of Ansible.
  const deep = paths.filter((path) => path.split('/').filter(Boolean).length > 1);
  return [...(config === undefined ? [] : [config]), '/etc/ansible', join(own, 'plugins'), ...deep];
}

function configOf(cwd: string, env: AnsibleContext['env'], home: string): string | undefined {
  const named = env.ANSIBLE_CONFIG ? resolve(cwd, env.ANSIBLE_CONFIG.replace(/^~(?=\/|$)/, home)) : undefined;
  const candidates = [
    ...(named ? [named, join(named, 'ansible.cfg')] : []),
    // One in a directory that everybody may write to could be anybody's: Ansible passes it over.
    ...((statSync(cwd).mode & 0o002) === 0 ? [join(cwd, 'ansible.cfg')] : []),
    join(home, '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  return candidates.find((path) => existsSync(path) && statSync(path).isFile());
}

/** The keys of an ansible.cfg's `[defaults]`. A line that begins with a space goes on with the value before it. */
function defaultsIn(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  let key: string | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/\s;.*$/, '').trimEnd();
    if (/^\s*[#;]/.test(line) || line.trim() === '') continue;
    const head = /^\[([^\]]*)\]/.exec(line)?.[1];
    const [, name, value = ''] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (head !== undefined) [section, key] = [head, undefined];
    else if (/^\s/.test(line) && key !== undefined) settings.set(key, `${settings.get(key) ?? ''}${line.trim()}`);
    else {
      key = section === 'defaults' ? name?.toLowerCase() : undefined;
      if (key) settings.set(key, value);
    }
  }
  return settings;
}
