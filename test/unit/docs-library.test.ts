import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const PAGE = join(root, 'docs/library.md');
const EXAMPLES = ['drill', 'judge-again'];
const here = process.cwd();
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'library-'));
  for (const name of ['playbooks', 'scenarios']) cpSync(join(root, name), join(project, name), { recursive: true });
  const baseline = join(project, 'runs/single-job/latest/trials/baseline');
  mkdirSync(baseline, { recursive: true });
  cpSync(join(root, 'test/replay/histories/single-job@2.19.14.baseline.jsonl'), join(baseline, 'history.jsonl'));
  process.chdir(project);
});
afterEach(() => {
  process.chdir(here);
  rmSync(project, { recursive: true });
});

/** `REAPCHECK_UPDATE=1` writes them into it; `npm run check` has checked their types. */
test('docs/library.md shows the examples as they are', () => {
  const texts = EXAMPLES.map((name) => readFileSync(join(root, `docs/examples/${name}.ts`), 'utf8'));
  const page = readFileSync(PAGE, 'utf8').replaceAll(
    /```ts\n[^`]*(?:`(?!``)[^`]*)*```/g,
    () => `\`\`\`ts\n${texts.shift()}\`\`\``,
  );
  expect(texts).toEqual([]);
  if (process.env.REAPCHECK_UPDATE) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

test('the example without hosts runs, and says what it should', async () => {
  const said: unknown[][] = [];
  vi.spyOn(console, 'log').mockImplementation((...words) => void said.push(words));
  await import('../../docs/examples/judge-again.ts');
  vi.restoreAllMocks();
  const text = said.map((words) => words.map(String).join(' ')).join('\n');
  expect(text).toContain('playbooks/bad/backup-unreaped.yml:');
  expect(text).toContain('failure-surfaces');
  expect(text).toContain('Start the backup host-1 succeeded 1');
  expect(text).toContain('\nmet ');
  expect(text).toContain('kill-runner: ');
});
