import { readInline } from './inline.ts';
import type { Keywords } from './keywords.ts';
import {
  pairOf,
  scalarOf,
  textOf,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
} from './node.ts';

/** What a task does: a module or an action plugin. */
export interface Action extends Written {
  /** Without its collection. */
  readonly short: string;
  readonly args: ReadonlyMap<string, YamlNode>;
  /** The text after the `k=v` pairs, or the whole of a string: a command. */
  readonly free: string;
}

/** A module's name where it is written. */
interface Written {
  /** As written. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Of a `local_action`. */
  readonly local: boolean;
}

/** What a task's keywords and its pair that is none say that it does; `args` add to either. */
export function readAction(keywords: Keywords, pair: YamlPair | undefined): Action | undefined {
  const local = keywords.get('local_action');
  const spelled = keywords.get('action') ?? local;
  const extra = keywords.get('args')?.value;
  if (spelled && !pair) return spelledAction(spelled, extra, spelled === local);
  if (!pair) return undefined;
  return makeAction({ name: pair.key, start: pair.keyStart, end: pair.keyEnd, local: false }, pair.value, extra);
}

/** `action: name k=v`, or a mapping with `module:`. */
function spelledAction(pair: YamlPair, extra: YamlNode | undefined, local: boolean): Action | undefined {
  const { value } = pair;
  const written = value.kind === 'map' ? textOf(pairOf(value, 'module')?.value) : textOf(value);
  const [name = ''] = written.trim().split(/\s/, 1);
  if (!name) return undefined;
  const place = { name, start: pair.keyStart, end: pair.keyEnd, local };
  const rest = written.trim().slice(name.length).trim();
  if (value.kind !== 'map') return makeAction(place, scalarOf(rest, value), extra);
  const inline = readInline(rest);
  const { args, ...action } = makeAction(place, value, extra, inline.free);
  return { ...action, args: new Map([...scalars(inline.args, value), ...args]) };
}

/** `more`: free text that stands elsewhere, and before that of the value. */
function makeAction(written: Written, value: YamlNode, extra: YamlNode | undefined, more = ''): Action {
  const { name, local } = written;
  const beside = extra?.kind === 'map' ? new Map(extra.pairs.map((pair) => [pair.key, pair.value] as const)) : NONE;
  const { args, free } = value.kind === 'map' ? ofMapping(value, beside, local) : ofText(value, beside);
  return { ...written, short: name.slice(name.lastIndexOf('.') + 1), args, free: more || free };
}

/** Most commands have no arguments: one map is enough for all of them. */
const NONE: Args = new Map();

type Args = Action['args'];
type Given = Pick<Action, 'args' | 'free'>;

/** What a mapping gives: its own arguments stand above those of `args`. */
function ofMapping({ pairs }: YamlMap, beside: Args, local: boolean): Given {
  const own = pairs.filter(({ key }) => key !== 'module' || !local);
  const args = new Map([...beside, ...own.map(({ key, value }) => [key, value] as const)]);
  const argv = args.get('argv');
  const command = textOf(args.get('cmd') ?? args.get('_raw_params'));
  return { args, free: command || (argv?.kind === 'list' ? wordsOf(argv) : '') };
}

/** What text gives, and a list of words: those of `args` stand above the arguments in it. */
function ofText(value: YamlScalar | YamlList, beside: Args): Given {
  if (value.kind === 'list') return { args: beside, free: wordsOf(value) };
  if (typeof value.value !== 'string') return { args: beside, free: textOf(value) };
  const { args, free } = readInline(value.value);
  const own = scalars(args, value).filter(([key]) => !beside.has(key));
  return { args: own.length > 0 ? new Map([...beside, ...own]) : beside, free };
}

function wordsOf({ items }: YamlList): string {
  return items.map(textOf).join(' ');
}

/** Arguments within a text, each at the place of the whole. */
function scalars(args: ReadonlyMap<string, string>, place: YamlNode): (readonly [string, YamlScalar])[] {
  return [...args].map(([key, text]) => [key, scalarOf(text, place)] as const);
}
