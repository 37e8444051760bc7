/** Action plugins of ansible-core that fail a task with `async`: their class doesn't say `_supports_async` (2.14 to 2.22). */
const NO_ASYNC = new Set(
  `add_host assemble assert async_status copy debug fail fetch group_by include_vars pause raw script set_fact set_stats
  template unarchive validate_argument_spec wait_for_connection`.split(/\s+/),
);
/** Measured on 2.14 and 2.19: `include_*` refuses the keyword when it is loaded, `import_*` and `meta` drop it without a word. */
const INCLUDES = /^(include_tasks|include_role)$/;
const IMPORTS = /^(include|import_tasks|import_role|meta)$/;
const COLLECTIONS = /^(ansible\.builtin\.|ansible\.legacy\.)?[a-z_]+$/;

export function asyncSupport(action: string): 'yes' | 'refused' | 'refused-lately' | 'dropped' | 'invalid' {
  if (!COLLECTIONS.test(action)) return 'yes';
  const short = action.slice(action.lastIndexOf('.') + 1);
  if (INCLUDES.test(short)) return 'invalid';
  if (IMPORTS.test(short)) return 'dropped';
  // 2.14 takes the keyword and runs the action in the foreground all the same; 2.19 refuses it.
  if (short === 'reboot') return 'refused-lately';
  return NO_ASYNC.has(short) ? 'refused' : 'yes';
}

/** Actions that ask for `async` and `poll: 0`, and then wait for their own job: iptables_state rolls back where nobody comes back. */
export function waitsForItself(action: string): boolean {
  return /(^|\.)iptables_state$/.test(action);
}
