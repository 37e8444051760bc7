/** Action plugins of ansible-core that fail a task with `async`: their class doesn't say `_supports_async` (2.14 to 2.22). */
const NO_ASYNC = new Set(
  `add_host assemble assert async_status copy debug fail fetch group_by include_vars pause raw script set_fact set_stats
  template unarchive validate_argument_spec wait_for_connection`.split(/\s+/),
);
const INCLUDES = /^(include|include_tasks|import_tasks|include_role|import_role|import_playbook|meta)$/;
const COLLECTIONS = /^(ansible\.builtin\.|ansible\.legacy\.)?[a-z_]+$/;

export function asyncSupport(action: string): 'yes' | 'refused' | 'dropped' {
  if (!COLLECTIONS.test(action)) return 'yes';
  const short = action.slice(action.lastIndexOf('.') + 1);
  if (INCLUDES.test(short)) return 'dropped';
  return NO_ASYNC.has(short) ? 'refused' : 'yes';
}
