import type { z } from 'zod';
import { type ErrorParts, ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import { nearest } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

/** What zod found, as an error with its place, what was expected there, and the name that was most likely meant. */
export function explainIssue(issue: Issue, file: YamlFile, schema: z.ZodType): ReapcheckError {
  switch (issue.code) {
    case 'invalid_union':
      return explainUnion(issue, file, schema);
    case 'unrecognized_keys':
      return explainKey(issue, file, schema);
    case 'invalid_type':
      return explainType(issue, spotOf(issue, file));
    case 'invalid_value':
      return explainValue(issue, spotOf(issue, file));
    default: {
      const { name, value, where } = spotOf(issue, file);
      const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      const seen = shown(value);
      const what = `${name} can’t be ${seen}`;
      return usage({ code: 'wrong-value', what, where, expected, seen, remedy: 'write it as expected' });
    }
  }
}

/** What stands where an issue was found. */
interface Spot {
  /** As messages call it. */
  readonly name: string;
  /** Undefined where nothing is. */
  readonly value: unknown;
  readonly where: Place;
}

function spotOf(issue: Issue, file: YamlFile): Spot {
  const path = issue.path as Path;
  const name = path.length === 0 ? `the ${file.what}` : path.map(String).join('.');
  return { name, value: valueAt(file.value, path), where: file.placeOf(path) };
}

function explainKey(issue: IssueOf<'unrecognized_keys'>, file: YamlFile, schema: z.ZodType): ReapcheckError {
  const path = issue.path as Path;
  const [key = ''] = issue.keys;
  const valid = keysAt(schema, path);
  return usage({
    code: 'unknown-key',
    what: `there is no key "${key}"${path.length === 0 ? '' : ` in ${spotOf(issue, file).name}`}`,
    where: file.placeOfKey(path, key),
    expected: valid.join(', '),
    remedy: guess(key, valid),
  });
}

function explainType({ expected: type }: IssueOf<'invalid_type'>, { name, value, where }: Spot): ReapcheckError {
  const expected = words(type);
  if (value === undefined) return missing(name, where, expected, `add ${name}`);
  const what = `${name} has the wrong type`;
  return usage({ code: 'wrong-type', what, where, expected, seen: shown(value), remedy: `write ${expected}` });
}

function explainValue({ values }: IssueOf<'invalid_value'>, { name, value, where }: Spot): ReapcheckError {
  const valid = values.map(String);
  const expected = valid.join(', ');
  const remedy = guess(String(value), valid);
  if (value === undefined) return missing(name, where, expected, remedy);
  const seen = shown(value);
  return usage({ code: 'unknown-name', what: `${name} can’t be ${seen}`, where, expected, seen, remedy });
}

function missing(name: string, where: Place, expected: string, remedy: string): ReapcheckError {
  return usage({ code: 'missing-key', what: `${name} is missing`, where, expected, seen: 'nothing', remedy });
}

/** Of several shapes, the one that was most likely meant: the one whose kind of value is there. */
function explainUnion(issue: IssueOf<'invalid_union'>, file: YamlFile, schema: z.ZodType): ReapcheckError {
  const path = issue.path as Path;
  const fitting = issue.errors.filter((branch) => branch.every((one) => one.path.length > 0 || !isTypeClash(one)));
  const [meant] = fitting.map((branch) => branch[0]).filter((one) => one !== undefined);
  if (meant) return explainIssue({ ...meant, path: [...path, ...meant.path] } as Issue, file, schema);
  const expected = issue.errors.flatMap((branch) =>
    branch.map((one) =>
      one.code === 'invalid_type'
        ? words(one.expected)
        : one.code === 'invalid_value'
          ? one.values.join(', ')
          : one.message,
    ),
  );
  const { name, value, where } = spotOf(issue, file);
  const seen = shown(value);
  return usage({
    code: 'wrong-type',
    what: `${name} can’t be ${seen}`,
    where,
    expected: expected.join('; or '),
    seen,
    remedy: 'write one of these',
  });
}

function isTypeClash(issue: Issue): boolean {
  return issue.code === 'invalid_type';
}

function guess(name: string, valid: readonly string[]): string {
  const near = nearest(name, valid);
  return near === undefined ? 'choose one of these' : `did you mean "${near}"?`;
}

function usage(parts: Omit<ErrorParts, 'kind'>): ReapcheckError {
  return new ReapcheckError({ ...parts, kind: 'usage' });
}

function words(type: string): string {
  return (
    {
      object: 'a mapping',
      record: 'a mapping',
      array: 'a list',
      string: 'text',
      int: 'a whole number',
      number: 'a number',
    }[type] ?? type
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value);
}

/** The keys that a mapping at this path may have. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const { def } = schema as unknown as { def: Definition };
  if (def.innerType) return keysAt(def.innerType, path);
  if (def.options) return def.options.flatMap((option) => keysAt(option, path));
  const [head, ...rest] = path;
  if (head === undefined) return def.shape ? Object.keys(def.shape) : [];
  const next = def.shape ? def.shape[head] : (def.element ?? def.valueType);
  return next ? keysAt(next, rest) : [];
}

interface Definition {
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string | number, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
}
