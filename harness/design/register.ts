/** Longer ones are hard to read. */
const LONGEST = 40;

/** Names for the registers of jobs: of their tasks' names, each once, and none that Ansible, Jinja or Python has a use for. */
export function registersFor(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const found = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const words = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^[_\d]+|_+$/g, '')
      .slice(0, LONGEST)
      .replace(/_+$/, '');
    // The end makes it nobody's keyword.
    const wish = words === '' ? `job_${index + 1}` : `${words}_job`;
    let register = wish;
    for (let n = 2; taken.has(register); n++) register = `${wish}_${n}`;
    taken.add(register);
    found.set(name, register);
  }
  return found;
}
