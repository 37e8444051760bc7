import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { eventSchema } from '../../harness/model/event.ts';

/** The one description of events is the schema; what our Python says by `emit` is held against it here, without running any. */

const root = new URL('../..', import.meta.url).pathname;

interface Emitted {
  readonly type: string;
  readonly fields: readonly string[];
  /** A `**dict` among them: then more fields are told than can be read here. */
  readonly open: boolean;
}

/** The calls of `emit('kind', field=…)` in Python source. */
function emitted(source: string): readonly Emitted[] {
  return [...source.matchAll(/\.emit\(\s*'([a-z-]+)'/g)].map((call) => {
    const args = argumentsAt(source, (call.index ?? 0) + call[0].length);
    const fields = args.flatMap((one) => /^(\w+)\s*=(?!=)/.exec(one)?.[1] ?? []);
    // A keyword of Python's can't be one of a call's: **{'async': …}.
    const quoted = args.flatMap((one) => /^\*\*\{'(\w+)':/.exec(one)?.[1] ?? []);
    const open = args.some((one) => /^\*\*[^{]/.test(one));
    return { type: call[1] ?? '', fields: [...fields, ...quoted], open };
  });
}

/** The arguments from here to the bracket that ends the call, without comments. */
function argumentsAt(source: string, from: number): readonly string[] {
  const args: string[] = [''];
  let depth = 0;
  for (const [token] of source.slice(from).matchAll(/#[^\n]*|'[^'\n]*'|"[^"\n]*"|[()[\]{},]|[^#'"()[\]{},]+/g)) {
    if (token.startsWith('#')) continue;
    if (/^[([{]$/.test(token)) depth += 1;
    if (/^[)\]}]$/.test(token) && --depth < 0) break;
    if (token === ',' && depth === 0) args.push('');
    else args[args.length - 1] += token;
  }
  return args.map((one) => one.trim());
}

const known = new Map(
  eventSchema.options.map((one) => {
    const fields = Object.entries(one.shape).filter(([name]) => name !== 'type' && name !== 'at');
    const required = fields.flatMap(([name, field]) => (field instanceof z.ZodExactOptional ? [] : [name]));
    return [one.shape.type.value as string, { all: fields.map(([name]) => name), required }];
  }),
);

const calls = globSync('harness/ansible/plugins/**/*.py', { cwd: root }).flatMap((file) =>
  emitted(readFileSync(`${root}${file}`, 'utf8')).map((one) => ({ ...one, file })),
);

test('every kind of event is told by a plugin of ours, and no other', () => {
  expect([...new Set(calls.map(({ type }) => type))].sort()).toEqual([...known.keys()].sort());
});

test.each(calls)('$type of $file has the fields of the schema', ({ type, fields, open }) => {
  const { all, required } = known.get(type) ?? { all: [], required: [] };
  expect(fields.filter((one) => !all.includes(one))).toEqual([]);
  if (!open) expect(required.filter((one) => !fields.includes(one))).toEqual([]);
});

test('calls are read as Python has them', () => {
  const source =
    "d.emit(\n  'one',\n  # about, this\n  a=f(b=1, c='x)'),\n  d=[e == 2, 3],\n)\nd.emit('two', **seen)\nd.emit('three', **{'async': 1})";
  expect(emitted(source)).toEqual([
    { type: 'one', fields: ['a', 'd'], open: false },
    { type: 'two', fields: [], open: true },
    { type: 'three', fields: ['async'], open: false },
  ]);
});
