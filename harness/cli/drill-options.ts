import { ReapcheckError } from '../model/error.ts';
import { parseDuration } from '../time/duration.ts';

export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** The same, where a list without a name in it would mean nothing. */
export function namesIn(option: string, text: string): readonly string[] {
  const names = list(text);
  if (names.length > 0) return names;
  throw new ReapcheckError({
    code: 'no-name',
    kind: 'usage',
    what: `${option} "${text}" names nothing`,
    expected: 'one name or more, separated by commas',
    remedy: `name some, or leave ${option} out`,
  });
}

export function positive(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (number > most) {
    throw new ReapcheckError({
      code: 'bad-number',
      kind: 'usage',
      what: `${name}: ${text} is too many`,
      expected: `a whole number from 1 to ${most}`,
      remedy: `write, for example, ${name} 2`,
    });
  }
  if (Number.isInteger(number) && number > 0) return number;
  throw new ReapcheckError({
    code: 'bad-number',
    kind: 'usage',
    what: `${name}: "${text}" is not a count`,
    expected: 'a whole number from 1',
    remedy: `write, for example, ${name} 2`,
  });
}

export function numberIn(name: string, text: string, least: number, most: number): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most) return number;
  throw new ReapcheckError({
    code: 'bad-number',
    kind: 'usage',
    what: `${name}: "${text}" is out of range`,
    expected: `a number from ${least} to ${most}`,
    remedy: `write, for example, ${name} ${least}`,
  });
}

/** `90s`, or `Start the backup=40m`. The duration is one of the play's time: it shrinks with the speed, as the waits do. */
export function standIn(text: string): { readonly task: string | undefined; readonly ms: number } {
  const at = text.lastIndexOf('=');
  return { task: at < 0 ? undefined : text.slice(0, at), ms: parseDuration(text.slice(at + 1), '--stand-in') };
}

const OUTSIDE = ['refuse', 'report', 'packages'] as const;

/** What becomes of a run that called for the outside world. */
export function outsideIn(text: string): (typeof OUTSIDE)[number] {
  const found = OUTSIDE.find((one) => one === text);
  if (found) return found;
  throw new ReapcheckError({
    code: 'bad-outside',
    kind: 'usage',
    what: `--outside ${text}: there is no such way`,
    expected: OUTSIDE.join(', '),
    remedy: 'write, for example, --outside report',
  });
}
