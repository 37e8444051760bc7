// What the audit foretells against what Ansible does: node test/compare/run.ts [plays] [first seed] [ansible-playbook]
// Each play runs twice on this machine's local connection, its job failing and well: sleep and exit, nothing else.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../harness/audit/audit.ts';
import type { AbstractOutcome } from '../../harness/model/abstract.ts';
import { generate } from './generate.ts';

const [plays = '30', first = '1', ansible = 'ansible-playbook'] = process.argv.slice(2);
const PARTS = ['after', 'wrap', 'guard', 'look', 'when', 'loop'];
type Colour = 'red' | 'green' | 'either' | 'unknown';

function foretold(text: string, code: number): Colour {
  const { project } = audit(new Map([['play.yml', text]]));
  return colourOf(project.asyncTasks[0]?.drill?.outcomes.get(code === 0 ? 'ok' : 'failed-1'));
}

function colourOf(outcome: AbstractOutcome | undefined): Colour {
  if (!outcome || outcome.kind === 'unknown' || outcome.kind === 'surfaced-by-output') return 'unknown';
  if (outcome.kind === 'surfaced' || outcome.kind === 'false-red') return 'red';
  return outcome.kind === 'swallowed' && !outcome.always ? 'either' : 'green';
}

function real(text: string, code: number): Colour {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-compare-'));
  try {
    writeFileSync(join(folder, 'play.yml'), text);
    const extra = [
      `code=${code}`,
      `ansible_async_dir=${folder}/jobs`,
      'ansible_python_interpreter={{ ansible_playbook_python }}',
    ];
    const args = ['-i', 'here,', '-c', 'local', ...extra.flatMap((one) => ['-e', one]), 'play.yml'];
    execFileSync(ansible, args, { cwd: folder, stdio: 'ignore', timeout: 120_000 });
    return 'green';
  } catch {
    return 'red';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differs(seed: number, leaveOut: ReadonlySet<string>): string | undefined {
  const { text } = generate(seed, leaveOut);
  for (const code of [1, 0]) {
    const says = foretold(text, code);
    if (says === 'either' || says === 'unknown') continue;
    const is = real(text, code);
    if (is !== says) return `job ${code === 0 ? 'well' : 'failing'}: ${is} in truth, foretold ${says}`;
  }
  return undefined;
}

let different = 0;
for (let seed = Number(first); seed < Number(first) + Number(plays); seed++) {
  const found = differs(seed, new Set());
  if (!found) continue;
  different += 1;
  // Parts are left out for as long as the difference stays.
  const without = new Set<string>();
  for (const part of PARTS) if (differs(seed, new Set([...without, part]))) without.add(part);
  const { text, parts } = generate(seed, without);
  process.stdout.write(`seed ${seed}: ${found}; smallest: ${parts.join(', ')}\n${text}\n`);
}
process.stdout.write(`${plays} plays from seed ${first}: ${different} differ\n`);
process.exitCode = different > 0 ? 1 : 0;
