import { existsSync } from 'node:fs';
import { isSupported, isVersion, OLDEST_CORE } from '../model/ansible-core.ts';
import { ReapcheckError } from '../model/error.ts';
import { AXES, type Axes, type Axis } from '../model/matrix.ts';
import { readYamlFile } from '../yaml/yaml-file.ts';
import { namesIn } from './drill-options.ts';
import { optionName } from './option-name.ts';

/** After what is run in each cell. */
export const MATRIX_OPTION = 'and what differs between cells: ansible=2.14,2.19 image=ONE,TWO; or a YAML file of these';

/** Throws a usage error for options that are of one run alone, and for those that the matrix varies itself. */
export function refuseBesideMatrix(flags: object, axes: Axes, ofOne: readonly string[]): void {
  const asked: Readonly<Record<string, unknown>> = { ...flags };
  const own = [...ofOne, ...Object.keys(axes)].find((name) => asked[name] !== undefined);
  if (own === undefined) return;
  throw new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: `--matrix and ${optionName(own)} contradict each other`,
    expected: 'one of them: a matrix varies what it names, and runs each of its cells as a whole',
    remedy: 'leave one of them out',
  });
}

/** `--matrix ansible=2.14,2.19 image=one,two`, or a YAML file with the same keys. Throws a usage error for what is no axis, and no value. */
export function axesFrom(words: readonly string[]): Axes {
  const [first = ''] = words;
  const pairs = words.length === 1 && !first.includes('=') ? axesInFile(first) : words.map(axisIn);
  const names = pairs.map(([axis]) => axis);
  const twice = names.find((axis, index) => names.indexOf(axis) !== index);
  if (twice !== undefined) throw badMatrix(`the axis ${twice} is there twice`);
  for (const [axis, values] of pairs) {
    const again = values.find((value, index) => values.indexOf(value) !== index);
    if (again !== undefined) throw badMatrix(`${axis}=${again} is there twice`);
    if (axis === 'ansible') for (const value of values) refuseVersion(value);
  }
  return Object.fromEntries(pairs);
}

function axisIn(word: string): readonly [Axis, readonly string[]] {
  const [, name = '', values = ''] = /^([^=]*)=(.*)$/.exec(word) ?? [];
  return [axisNamed(name, word), namesIn(`--matrix ${name}`, values)];
}

function axesInFile(file: string): readonly (readonly [Axis, readonly string[]])[] {
  if (!existsSync(file)) throw badMatrix(`"${file}" is neither an axis nor a file`);
  const yaml = readYamlFile(file, 'matrix');
  const { value } = yaml;
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw badMatrix(`${file} is no mapping of axes`);
  return Object.entries(value).map(([name, values]: [string, unknown]) => {
    const axis = axisNamed(name, name);
    if (Array.isArray(values) && values.length > 0 && values.every((one) => typeof one === 'string'))
      return [axis, values];
    // As a number, 2.20 would be 2.2.
    throw badMatrix(`${file}: ${name} is no list of texts; write numbers in quotes, such as "2.19"`);
  });
}

function axisNamed(name: string, word: string): Axis {
  const axis = AXES.find((one) => one === name);
  if (axis) return axis;
  throw badMatrix(`"${word}" is no axis`);
}

function refuseVersion(text: string): void {
  if (isVersion(text) ? isSupported(text) : text.includes('/')) return;
  throw badMatrix(
    `ansible=${text}: ${isVersion(text) ? `the oldest that works is ${OLDEST_CORE}` : 'that is no version, and no path of an ansible-playbook'}`,
  );
}

function badMatrix(what: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-matrix',
    kind: 'usage',
    what: `--matrix: ${what}`,
    expected: `${AXES.map((axis) => `${axis}=A,B`).join(' ')}, or a YAML file with these keys`,
    remedy: 'write, for example, --matrix ansible=2.14,2.19',
  });
}
