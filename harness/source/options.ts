/** What a config file may change. */
export interface AuditOptions {
  /** Short or full names of modules that work as `async_status` does. */
  readonly reapModules: readonly string[];
  /** Directories that Ansible looks in for roles, besides those of the playbook; the first one that has it wins. */
  readonly rolePaths: readonly string[];
  /** Paths of links, and where each leads: files are known by their real paths alone. */
  readonly links: ReadonlyMap<string, string>;
  /** Files and folders that are judged: of launches that nothing of them comes to, little is worked out. All are without it. */
  readonly asked?: readonly string[] | undefined;
  /** Files that somebody named: they are read whatever their text. */
  readonly named: readonly string[];
}

export const DEFAULT_OPTIONS: AuditOptions = { reapModules: [], rolePaths: [], links: new Map(), named: [] };
