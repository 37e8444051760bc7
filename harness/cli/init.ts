import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { playbookToRun } from '../scenario/playbook-to-run.ts';
import { starterFor } from '../scenario/starter.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { readPlaybook } from '../source/read-playbook.ts';

/** Where ansible-playbook will be started. */
const HERE = { cwd: process.cwd(), env: process.env };

export function registerInit(program: Command): void {
  program
    .command('init')
    .summary('write a first scenario and a first vitest file for a playbook')
    .description('Writes scenarios/<playbook>/*.yml and test/<playbook>.test.ts. Nothing that is there is changed.')
    .argument('[playbook]', 'the playbook (default: the only one in this folder)')
    .action((playbook: string | undefined) => {
      const file = playbook ?? onlyPlaybook();
      const source = playbookToRun(file, { file, line: 1 }, HERE);
      const { name, scenarios, test } = starterFor(file, jobsOf(source));
      const wanted = [
        ...Object.entries(scenarios).map(([leaf, text]) => ({ path: join('scenarios', name, leaf), text })),
        { path: join('test', `${name}.test.ts`), text: test },
      ];
      for (const { path, text } of wanted) console.log(write(path, text) ? `wrote ${path}` : `kept  ${path}`);
      console.log(
        '\nnext:\n  npm install --save-dev reapcheck vitest\n  npx reapcheck doctor --fix\n  npx reapcheck run\n  npx vitest run',
      );
    });
}

function write(path: string, text: string): boolean {
  if (existsSync(path)) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}

/** The one YAML file here that is a playbook. */
function onlyPlaybook(): string {
  const found = globSync('*.{yml,yaml}')
    .toSorted()
    .filter((file) => {
      try {
        return readPlaybook(file, HERE).plays.length > 0;
      } catch (error) {
        if (error instanceof ReapcheckError) return false;
        throw error;
      }
    });
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw new ReapcheckError({
    code: 'which-playbook',
    kind: 'usage',
    what: found.length === 0 ? 'there is no playbook in this folder' : 'there is more than one playbook in this folder',
    expected: found.length === 0 ? 'a playbook' : `one of: ${found.join(', ')}`,
    remedy: 'name it: reapcheck init PLAYBOOK',
  });
}
