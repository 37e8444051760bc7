import { ReapcheckError } from '../model/error.ts';

/**
 * Refuses a second playbook. Commander hands on what stands before `--` and what stands after it as one list; only the command line
 * tells them apart.
 */
export function refuseMorePlaybooks(args: readonly string[], argv: readonly string[]): void {
  const at = argv.indexOf('--');
  const after = at < 0 ? 0 : argv.length - at - 1;
  const [extra] = args.slice(0, Math.max(0, args.length - after));
  if (extra === undefined) return;
  throw new ReapcheckError({
    code: 'extra-argument',
    kind: 'usage',
    what: `one playbook at a time: what is "${extra}"?`,
    expected: 'one playbook; arguments for ansible-playbook after --',
    remedy: 'run each playbook by itself, or put the argument after --',
  });
}
