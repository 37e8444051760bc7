/** What a config file may change. */
export interface AuditOptions {
  /** Short or full names of modules that work as `async_status` does. */
  readonly reapModules: readonly string[];
  /** `become` is on in an ansible.cfg, so that its absence in a play says nothing. */
  readonly becomeByConfig: boolean;
  /** Directories that Ansible looks in for roles, besides those of the playbook; the first one that has it wins. */
  readonly rolePaths: readonly string[];
}

export const DEFAULT_OPTIONS: AuditOptions = { reapModules: [], becomeByConfig: false, rolePaths: [] };
