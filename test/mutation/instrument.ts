import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type babel, Instrumenter } from '@stryker-mutator/instrumenter';

type Instrumented = Awaited<ReturnType<Instrumenter['instrument']>>;
export type Mutant = Instrumented['mutants'][number];

/** What the tests need besides the code and themselves. */
const COPIED = [
  'harness',
  'test',
  'playbooks',
  'scenarios',
  'containers',
  'docs',
  'package.json',
  'tsconfig.json',
  'README.md',
];

/** A copy of the project in `folder` with all mutants of these files in it, each asleep until its number is called. */
export async function instrument(
  root: string,
  folder: string,
  patterns: readonly string[],
): Promise<readonly Mutant[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const files = filesOf(root, patterns).map((name) => ({
    name,
    content: readFileSync(join(root, name), 'utf8'),
    mutate: true,
  }));
  const quiet = Object.fromEntries(LOG_LEVELS.map((level) => [level, () => {}])) as never;
  const { files: changed, mutants } = await new Instrumenter(quiet).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [{ shouldIgnore: (path) => (isProse(path as babel.NodePath) ? 'a sentence for people' : undefined) }],
  });
  for (const { name, content } of changed) writeFileSync(join(folder, name), content);
  return mutants;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'isDebugEnabled', 'isInfoEnabled'];

export function filesOf(root: string, patterns: readonly string[]): readonly string[] {
  const without = patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const left = new Set(without.flatMap((one) => globSync(one, { cwd: root })));
  const found = patterns.filter((one) => !one.startsWith('!')).flatMap((one) => globSync(one, { cwd: root }).sort());
  return [...new Set(found)].filter((file) => !left.has(file));
}

/** A text with a blank in it is read by people, and by no code: of what findings say, tests hold the facts and not every word. */
function isProse({ node }: babel.NodePath): boolean {
  if (node.type === 'StringLiteral') return /\S\s/.test(node.value);
  return node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => /\s/.test(value.raw));
}
