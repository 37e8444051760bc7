// What the audit foretells against what Ansible does: node test/compare/run.ts [plays] [first seed] [ansible-playbook …]
// Each play runs twice on this machine's local connection, its job failing and well: sleep and exit, nothing else. Several at a time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { audit } from '../../harness/audit/audit.ts';
import type { AbstractOutcome } from '../../harness/model/abstract.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { generate } from './generate.ts';

const [plays = '30', first = '1', ...named] = process.argv.slice(2);
const ansibles = named.length > 0 ? named : ['ansible-playbook'];
const PARTS = ['after', 'wrap', 'guard', 'look', 'when', 'loop'];
/** Each waits for its jobs for most of its time. */
const RUNS_PER_CORE = 2;
const limit = pLimit(RUNS_PER_CORE * availableParallelism());
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

async function real(ansible: string, text: string, code: number): Promise<Colour> {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-compare-'));
  try {
    writeFileSync(join(folder, 'play.yml'), text);
    const extra = [
      `code=${code}`,
      `ansible_async_dir=${folder}/jobs`,
      'ansible_python_interpreter={{ ansible_playbook_python }}',
    ];
    const args = ['-i', 'here,', '-c', 'local', ...extra.flatMap((one) => ['-e', one]), 'play.yml'];
    const { exitCode } = await execa(ansible, args, { cwd: folder, stdio: 'ignore', timeout: 120_000, reject: false });
    if (exitCode === undefined) throw new Error(`${ansible} did not end by itself: ${folder}`);
    return exitCode === 0 ? 'green' : 'red';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let runs = 0;

async function differs(ansible: string, seed: number, leaveOut: ReadonlySet<string>): Promise<string | undefined> {
  const { text } = generate(seed, leaveOut);
  for (const code of [1, 0]) {
    const says = foretold(text, code);
    if (says === 'either' || says === 'unknown') continue;
    runs += 1;
    const is = await real(ansible, text, code);
    if (is !== says) return `job ${code === 0 ? 'well' : 'failing'}: ${is} in truth, foretold ${says}`;
  }
  return undefined;
}

/** Told with the smallest play that shows it: parts are left out for as long as the difference stays. */
async function different(ansible: string, seed: number): Promise<string | undefined> {
  const found = await differs(ansible, seed, new Set());
  if (!found) return undefined;
  const without = new Set<string>();
  for (const part of PARTS) if (await differs(ansible, seed, new Set([...without, part]))) without.add(part);
  const { text, parts } = generate(seed, without);
  return `seed ${seed}, ${ansible}: ${found}; smallest: ${parts.join(', ')}\n${text}\n`;
}

const began = elapsed();
const seeds = Array.from({ length: Number(plays) }, (_, index) => Number(first) + index);
const told = await Promise.all(
  ansibles.flatMap((ansible) =>
    seeds.map((seed) =>
      limit(async () => {
        const text = await different(ansible, seed);
        if (text) process.stdout.write(text);
        return text !== undefined;
      }),
    ),
  ),
);
const count = told.filter(Boolean).length;
process.stdout.write(
  `${plays} plays from seed ${first} on ${ansibles.join(', ')}: ${runs} runs, ${count} differ; ${((elapsed() - began) / 1000).toFixed(0)} s\n`,
);
process.exitCode = count > 0 ? 1 : 0;
