/**
 * Lookups of ansible-core whose answer follows from the play's variables, the configuration and files that the run read, all of which
 * are digested. Any other may ask the world: the environment, a command, a service, a directory, chance.
 */
const OF_FILES_AND_VARIABLES: ReadonlySet<string> = new Set([
  ...['items', 'list', 'dict', 'indexed_items', 'nested', 'cartesian', 'flattened', 'sequence', 'subelements'],
  ...['together', 'vars', 'varnames', 'config', 'inventory_hostnames'],
  ...['file', 'template', 'unvault', 'ini', 'csvfile', 'first_found'],
]);

export function undigestedLookups(names: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => !OF_FILES_AND_VARIABLES.has(name)).toSorted();
}
