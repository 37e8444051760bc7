// Keeps the histories of a drill for the replay tests: `node test/replay/record.ts runs/<playbook>/latest <prefix>`.
// Paths of the machine are taken out; the rest is as recorded.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', prefix = ''] = process.argv.slice(2);
const root = new URL('../..', import.meta.url).pathname;
for (const trial of readdirSync(join(folder, 'trials'))) {
  if (!trial.startsWith('01-') && trial !== 'baseline') continue;
  const text = readFileSync(join(folder, 'trials', trial, 'history.jsonl'), 'utf8').replaceAll(root, '/src/');
  const fault = trial.match(/(fail|kill-runner|hang)$/)?.[1] ?? 'baseline';
  writeFileSync(join(root, 'test/replay/histories', `${prefix}.${fault}.jsonl`), text);
}
