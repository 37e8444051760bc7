import type { z } from 'zod';
import { ReapcheckError } from '../model/error.ts';
import { nearest } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** What zod found, as an error with its place, what was expected there, and the name that was most likely meant. */
export function explainIssue(issue: Issue, file: YamlFile, schema: z.ZodType): ReapcheckError {
  const path = issue.path as Path;
  const name = path.length === 0 ? `the ${file.what}` : path.map(String).join('.');
  switch (issue.code) {
    case 'invalid_union':
      return explainUnion(issue, file, schema, name);
    case 'unrecognized_keys': {
      const key = issue.keys[0] as string;
      return usage(
        'unknown-key',
        `there is no key "${key}"${path.length === 0 ? '' : ` in ${name}`}`,
        file.placeOfKey(path, key),
        keysAt(schema, path).join(', '),
        undefined,
        guess(key, keysAt(schema, path)),
      );
    }
    case 'invalid_type': {
      const missing = valueAt(file.value, path) === undefined;
      return usage(
        missing ? 'missing-key' : 'wrong-type',
        missing ? `${name} is missing` : `${name} has the wrong type`,
        file.placeOf(path),
        words(issue.expected),
        missing ? 'nothing' : shown(valueAt(file.value, path)),
        missing ? `add ${name}` : `write ${words(issue.expected)}`,
      );
    }
    case 'invalid_value': {
      const seen = valueAt(file.value, path);
      const valid = issue.values.map(String);
      return usage(
        seen === undefined ? 'missing-key' : 'unknown-name',
        seen === undefined ? `${name} is missing` : `${name} can’t be ${shown(seen)}`,
        file.placeOf(path),
        valid.join(', '),
        seen === undefined ? 'nothing' : shown(seen),
        guess(String(seen), valid),
      );
    }
    default: {
      const inner = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      return usage(
        'wrong-value',
        `${name} can’t be ${shown(valueAt(file.value, path))}`,
        file.placeOf(path),
        inner,
        shown(valueAt(file.value, path)),
        'write it as expected',
      );
    }
  }
}

/** Of several shapes, the one that was most likely meant: the one whose kind of value is there. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  file: YamlFile,
  schema: z.ZodType,
  name: string,
): ReapcheckError {
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
  const seen = shown(valueAt(file.value, path));
  return usage(
    'wrong-type',
    `${name} can’t be ${seen}`,
    file.placeOf(path),
    expected.join('; or '),
    seen,
    'write one of these',
  );
}

function isTypeClash(issue: Issue): boolean {
  return issue.code === 'invalid_type';
}

function guess(name: string, valid: readonly string[]): string {
  const near = nearest(name, valid);
  return near === undefined ? 'choose one of these' : `did you mean "${near}"?`;
}

function usage(
  code: string,
  what: string,
  where: ReturnType<YamlFile['placeOf']>,
  expected: string,
  seen: string | undefined,
  remedy: string,
): ReapcheckError {
  return new ReapcheckError({ code, kind: 'usage', what, where, expected, ...(seen ? { seen } : {}), remedy });
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
