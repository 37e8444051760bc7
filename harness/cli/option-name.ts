import { ReapcheckError } from '../model/error.ts';

/** As it is typed: `lastFailed` is `--last-failed`. */
export function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`)}`;
}

/** Throws where one of these options is given without the one that it belongs to: it would change nothing. */
export function refuseStray<Flags extends object>(
  flags: Flags,
  owner: keyof Flags & string,
  names: readonly (keyof Flags & string)[],
): void {
  const stray = flags[owner] ? undefined : names.find((name) => flags[name] !== undefined);
  if (stray === undefined) return;
  throw new ReapcheckError({
    code: 'stray-option',
    kind: 'usage',
    what: `${optionName(stray)} says how, and ${optionName(owner)} isn't there`,
    expected: `${optionName(owner)} ${optionName(stray)} …`,
    remedy: `add ${optionName(owner)}, or leave ${optionName(stray)} out`,
  });
}
