import type { Inputs, Plan } from '../model/plan.ts';
import type { SourceFile } from '../model/sources.ts';

/** So many files are named; more would tell nothing more. */
const MOST_NAMED = 8;

/** What is different between the inputs of two plans, in words; empty where nothing is. */
export function inputsDiffer(earlier: Inputs, now: Inputs): readonly string[] {
  if (earlier.digest === now.digest) return [];
  const names = [...new Set([...Object.keys(earlier.settings), ...Object.keys(now.settings)])];
  return [...filesDiffer(earlier.files, now.files), ...names.flatMap((name) => setting(name, earlier, now))];
}

function setting(name: string, { settings: was }: Inputs, { settings: is }: Inputs): readonly string[] {
  const [before, after] = [was[name] ?? '', is[name] ?? ''];
  if (before === after) return [];
  if (name === 'arguments') return ['the arguments of ansible-playbook or the environment have changed'];
  return [`${name}: ${before || 'none'} before, ${after || 'none'} now`];
}

function filesDiffer(earlier: readonly SourceFile[], now: readonly SourceFile[]): readonly string[] {
  const was = new Map(earlier.map(({ path, sha256 }) => [path, sha256]));
  const is = new Map(now.map(({ path, sha256 }) => [path, sha256]));
  const words = [
    ...[...is].flatMap(([path, sha256]) =>
      was.get(path) === sha256 ? [] : [`${path} ${was.has(path) ? 'has changed' : 'is new'}`],
    ),
    ...[...was.keys()].flatMap((path) => (is.has(path) ? [] : [`${path} is gone`])),
  ];
  const more = words.length - MOST_NAMED;
  return more > 0 ? [...words.slice(0, MOST_NAMED), `${more} more files differ`] : words;
}

/** The same of whole plans: with equal inputs, what their healthy runs launched, or what was asked for. */
export function plansDiffer(earlier: Plan, now: Plan): readonly string[] {
  if (earlier.digest === now.digest) return [];
  const inputs = inputsDiffer(earlier.inputs, now.inputs);
  if (inputs.length > 0) return inputs;
  const [was, is] = [namesOf(earlier), namesOf(now)];
  const words = [
    ...onlyIn(was, is, 'trials that are not planned now'),
    ...onlyIn(is, was, 'trials that were not planned'),
  ];
  return words.length > 0 ? words : ['the numbers of some trials: limits, windows or intervals of their jobs'];
}

/** Names that only one of two has, in words; empty where there are none. */
export function onlyIn(some: ReadonlySet<string>, others: ReadonlySet<string>, words: string): readonly string[] {
  const names = [...some].filter((name) => !others.has(name));
  return names.length === 0 ? [] : [`${words}: ${names.slice(0, MOST_NAMED).join(', ')}`];
}

function namesOf({ trials }: Plan): ReadonlySet<string> {
  return new Set(trials.map(({ trial }) => `${trial.fault} on “${trial.taskName}” of ${trial.job.host}`));
}
