import { saysYes } from '../jinja/says-yes.ts';
/** What an ansible.cfg says that bears on async tasks. Paths are as written, relative to its own folder. */
export interface AnsibleConfig {
  /** Seconds between looks where a task sets no `poll`. */
  readonly pollInterval: number | undefined;
  readonly inventory: readonly string[];
  readonly become: boolean | undefined;
  readonly becomeUser: string | undefined;
  readonly remoteUser: string | undefined;
}

/** Reads an ansible.cfg as Python's configparser would, as far as these settings go. Never throws. */
export function readAnsibleConfig(text: string): AnsibleConfig {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const bare = line.replace(/(^|\s)[#;].*$/, '').trim();
    const header = /^\[([^\]]*)\]$/.exec(bare);
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(bare);
    if (header) section = header[1] ?? '';
    else if (pair?.[1]) settings.set(`${section} ${pair[1].toLowerCase()}`, pair[2] ?? '');
  }
  const paths = (key: string, separator: RegExp) =>
    (settings.get(`defaults ${key}`) ?? '')
      .split(separator)
      .map((path) => path.trim())
      .filter(Boolean);
  const poll = settings.get('defaults poll_interval');
  const become = settings.get('privilege_escalation become');
  return {
    pollInterval: poll !== undefined && /^\d+$/.test(poll) ? Number(poll) : undefined,
    inventory: paths('inventory', /,/),
    become: become === undefined ? undefined : saysYes(become),
    becomeUser: settings.get('privilege_escalation become_user') || undefined,
    remoteUser: settings.get('defaults remote_user') || undefined,
  };
}

/** The folders of group and host variables beside its inventories, apart from those in somebody's home or in the system. */
export function variableFoldersOf(text: string): string[] {
  return readAnsibleConfig(text)
    .inventory.filter((path) => !/^[~/$]|\{\{/.test(path))
    .flatMap((path) => [path, `${path}/..`])
    .flatMap((folder) => [`${folder}/group_vars`, `${folder}/host_vars`]);
}
