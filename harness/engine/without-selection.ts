/** Options of ansible-playbook that choose tasks or hosts, with whether they take a value. */
const SELECTS = new Map([
  ...['-t', '--tags', '--skip-tags', '--start-at-task', '-l', '--limit'].map((name) => [name, true] as const),
  ...['--check', '-C', '--list-tasks', '--list-hosts', '--list-tags', '--step'].map((name) => [name, false] as const),
]);

/** Arguments of ansible-playbook without the options that choose what of a playbook is run, and where. */
export function withoutSelection(args: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const [name = ''] = arg.startsWith('--') ? arg.split('=') : [arg];
    const short = /^-[tl]./.test(arg);
    if (!short && !SELECTS.has(name)) kept.push(arg);
    else if (SELECTS.get(name) && !arg.includes('=')) at += 1;
  }
  return kept;
}
