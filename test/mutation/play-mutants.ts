import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Order, Said } from './protocol.ts';
import type { Ran } from './survivors.ts';

/** A mutant that has held the only worker for so long, outside of any await, will not let go of it. */
const STUCK_MS = 90_000;
const LOOK_EVERY_MS = 1_000;

/** Runs these tests in an instrumented copy of the project; begins again without a mutant that has stopped all. */
export async function playMutants(
  folder: string,
  { tests, sourceAsleep }: Pick<Order, 'tests' | 'sourceAsleep'>,
): Promise<Ran> {
  const [nowFile, saysFile] = [join(folder, 'now'), join(folder, 'says.jsonl')];
  rmSync(saysFile, { force: true });
  const noticed = new Set<string>();
  for (;;) {
    const stuck = await vitest(folder, { tests, sourceAsleep, done: [...noticed], nowFile, saysFile });
    const said = linesOf(saysFile);
    for (const { mutant } of said) if (mutant !== undefined) noticed.add(mutant);
    if (stuck === undefined) return { noticed, loadedOnly: loadedOnly(said) };
    noticed.add(stuck);
  }
}

/** The mutant that it could not go on from; throws where a test fails without one. */
async function vitest(folder: string, order: Order): Promise<string | undefined> {
  const orderFile = join(folder, 'order.json');
  writeFileSync(orderFile, JSON.stringify(order));
  rmSync(order.nowFile, { force: true });
  const run = spawn(
    process.execPath,
    [
      join(folder, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      'test/mutation/vitest.config.ts',
      '--reporter',
      'dot',
    ],
    { cwd: folder, env: { ...process.env, MUTATION_ORDER: orderFile }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let stuck: string | undefined;
  const watch = setInterval(() => {
    if (!existsSync(order.nowFile) || Date.now() - statSync(order.nowFile).mtimeMs < STUCK_MS) return;
    stuck = readFileSync(order.nowFile, 'utf8');
    run.kill('SIGKILL');
  }, LOOK_EVERY_MS);
  const [code] = (await once(run, 'exit').finally(() => clearInterval(watch))) as [number | null];
  if (code === 0 || stuck !== undefined) return stuck;
  throw new Error(`the tests are red where no mutant is awake, or a mutant has left something behind:\n${output}`);
}

/** What acts only while a file is loaded can't be woken after it. */
function loadedOnly(said: readonly Said[]): ReadonlySet<string> {
  const met = new Set(said.flatMap(({ saw = [] }) => saw));
  return new Set(said.flatMap(({ loaded = [] }) => loaded).filter((id) => !met.has(id)));
}

function linesOf(file: string): readonly Said[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Said);
}
