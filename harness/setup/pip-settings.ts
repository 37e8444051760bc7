import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { Environment } from './machine.ts';

/** How this user's pip is set up: where it gets packages, by which certificate, proxy and password. */
export interface PipSettings {
  /** What pip, and what it fetches with, reads of the environment. May hold passwords. */
  readonly env: Readonly<Record<string, string>>;
  /** Files and folders that pip reads, or is told to read: its configuration, certificates, local indexes, a .netrc. */
  readonly paths: readonly string[];
}

/** Settings of pip that may name files. */
const WITH_FILES = /^(cert|client-cert|constraints?|find-links|(extra-)?index-url)$/;
/** Those, and others that say how packages are fetched. */
const FETCHING = /^(trusted-host|no-index|(default-)?timeout|retries|proxy|pre|prefer-binary|config-file)$/;
const OF_OTHERS = /^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/;
const PLACES = /^((https?|all|no)_proxy|NETRC|XDG_CONFIG_(HOME|DIRS))$/i;

/** The same files at the same paths are read anew by pip itself, wherever it runs. */
export function pipSettings(env: Environment): PipSettings {
  const home = env.HOME || homedir();
  const given = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const handedOn = given.filter(([name]) => {
    const setting = settingOf(name);
    return WITH_FILES.test(setting) || FETCHING.test(setting) || OF_OTHERS.test(name) || PLACES.test(name);
  });
  const files = configurations(env, home).filter(existsSync);
  const values = [
    ...files.flatMap((file) => valuesIn(readFileSync(file, 'utf8'))),
    ...handedOn.filter(([name]) => WITH_FILES.test(settingOf(name)) || OF_OTHERS.test(name)).map(([, value]) => value),
  ];
  const named = values.flatMap((value) => value.split(/\s+/)).map((word) => local(word, home));
  const netrc = env.NETRC ?? join(home, '.netrc');
  const paths = [...files, ...named, netrc].filter((path) => isAbsolute(path) && path !== '/' && existsSync(path));
  return { env: { ...Object.fromEntries(handedOn), HOME: home }, paths: [...new Set(paths)] };
}

/** `PIP_FIND_LINKS` as `find-links`; empty for what is no setting of pip. */
function settingOf(name: string): string {
  return name.startsWith('PIP_') ? name.slice(4).toLowerCase().replaceAll('_', '-') : '';
}

/** In the order in which pip reads them ("Configuration" in its documentation). */
function configurations(env: Environment, home: string): readonly string[] {
  const global = (env.XDG_CONFIG_DIRS || '/etc/xdg').split(delimiter).filter(isAbsolute);
  return [
    ...global.map((folder) => join(folder, 'pip/pip.conf')),
    '/etc/pip.conf',
    join(home, '.pip/pip.conf'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip/pip.conf'),
    ...(env.PIP_CONFIG_FILE && isAbsolute(env.PIP_CONFIG_FILE) ? [env.PIP_CONFIG_FILE] : []),
  ];
}

/** Of the settings that may name files; a line that begins with a space goes on with the value before it. */
function valuesIn(text: string): readonly string[] {
  let key = '';
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) key = name.toLowerCase();
    const rest = name === undefined && /^\s/.test(line) ? line.trim() : value;
    return WITH_FILES.test(key) && rest ? [rest] : [];
  });
}

/** An index's files may stand beside its pages, as of `file:///srv/pypi/simple` in `/srv/pypi`. */
function local(word: string, home: string): string {
  const index = /^file:\/\/(\/.+?)\/*$/.exec(word)?.[1];
  if (index !== undefined) return dirname(index) === '/' ? index : dirname(index);
  return word.replace(/^~(?=\/)/, home);
}
