// What the audit foretells against what Ansible does: node test/compare/run.ts [plays] [first seed] [path of an ansible-playbook …]
// Without a path on the oldest and the newest that `doctor --fix --ansible` has installed.
// Each play runs twice on this machine's local connection, its job ending badly and well: sleep and exit, nothing else. Several at a time.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { elapsed } from '../../harness/time/clock.ts';
import { ansibles as installed } from '../ansibles.ts';
import { AnsibleAgain } from './again.ts';
import { type Colour, foretold } from './foretold.ts';
import { BAD_ITEM, type Generated, generate, PART_KINDS, PLAYBOOK } from './generate.ts';

const [plays = '30', first = '1', ...named] = process.argv.slice(2);
const ansibles = named.length > 0 ? named : installed('ends').filter((one) => one !== undefined);
if (ansibles.length === 0)
  throw new Error('no ansible-playbook is named, and doctor --fix --ansible has installed none');
/** Each takes 1 to 2 s of processor time, and waits for its jobs for ten. */
const RUNS_PER_CORE = 2;
const limit = pLimit(RUNS_PER_CORE * availableParallelism());
/** Longer than it takes to launch all, and to look at them for the first time. */
const WORK_S = 4;
const BADLY = {
  'failed-1': `sleep ${WORK_S}; exit 1`,
  crashed: `sleep ${WORK_S}; kill -9 $PPID`,
  'timed-out': 'sleep 60',
};

/** Ansible says so of a bug of its own: before 2.19 where an item's `failed_when` can't be evaluated. */
const BROKE = 250;

interface Tried {
  readonly name: string;
  readonly again: AnsibleAgain;
  /** Whether it has `finished` as 0 and 1. */
  readonly older: boolean;
}

async function hasNumbers(ansible: string): Promise<boolean> {
  const { stdout } = await execa(ansible, ['--version']);
  const minor = /core 2\.(\d+)/.exec(stdout)?.[1];
  if (minor === undefined) throw new Error(`${ansible} --version says ${stdout}`);
  return Number(minor) < 19;
}

async function real(
  ansible: Tried,
  { files, hosts, victim, end }: Generated,
  well: boolean,
): Promise<Colour | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-compare-'));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const is = `inventory_hostname == '${victim}' and item | default('${BAD_ITEM}') == '${BAD_ITEM}'`;
    const extra = {
      work: well ? `sleep ${WORK_S}` : `{{ '${BADLY[end]}' if ${is} else 'sleep ${WORK_S}' }}`,
      ansible_async_dir: `${folder}/jobs`,
      ansible_python_interpreter: '{{ ansible_playbook_python }}',
    };
    const args = ['-i', `${hosts.join()},`, '-c', 'local', '-e', JSON.stringify(extra), PLAYBOOK];
    const exitCode = await ansible.again.run(folder, args);
    if (exitCode === BROKE) return undefined;
    return exitCode === 0 ? 'green' : 'red';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let runs = 0;
let undecided = 0;
let broke = 0;
let unsteady = 0;
let done = 0;

async function differs(ansible: Tried, seed: number, plain: ReadonlySet<string>) {
  const generated = generate(seed, plain);
  for (const well of [false, true]) {
    const says = foretold(generated, { well, older: ansible.older });
    if (says === 'either' || says === 'unknown') undecided += 1;
    else {
      runs += 1;
      const is = await real(ansible, generated, well);
      if (!is) broke += 1;
      else if (is !== says) return `job ${well ? 'well' : generated.end}: ${is} in truth, foretold ${says}`;
    }
  }
  return undefined;
}

/** Told with the smallest play that shows it: parts are made plain for as long as the difference stays. */
async function different(ansible: Tried, seed: number): Promise<string | undefined> {
  let found = await differs(ansible, seed, new Set());
  if (!found) return undefined;
  const again = await differs(ansible, seed, new Set());
  // On a machine that is late, a job of some seconds is over before it is looked at, or runs into its limit.
  if (again === undefined) {
    unsteady += 1;
    return `seed ${seed}, ${ansible.name}: once, and not again: ${found}\n`;
  }
  const plain = new Set<string>();
  for (const kind of PART_KINDS) {
    const still = await differs(ansible, seed, new Set([...plain, kind]));
    if (!still) continue;
    found = still;
    plain.add(kind);
  }
  const { files, parts, hosts, victim } = generate(seed, plain);
  const texts = [...files].map(([path, text]) => `# ${path}\n${text}`).join('');
  return `seed ${seed}, ${ansible.name}: ${found}; ${victim} of ${hosts}; smallest: ${parts.join(', ')}\n${texts}\n`;
}

const began = elapsed();
const seeds = Array.from({ length: Number(plays) }, (_, index) => Number(first) + index);
await using servers = new AsyncDisposableStack();
const tried = await Promise.all(
  ansibles.map(async (name): Promise<Tried> => {
    const again = servers.use(new AnsibleAgain(name));
    return { name, again, older: await hasNumbers(name) };
  }),
);
const told = await Promise.all(
  tried.flatMap((ansible) =>
    seeds.map((seed) =>
      limit(async () => {
        const text = await different(ansible, seed).catch((error: unknown) => `seed ${seed}: ${error}\n`);
        if (text) process.stdout.write(text);
        done += 1;
        if (done % 50 === 0) process.stderr.write(`${done} of ${tried.length * seeds.length}, ${runs} runs\n`);
        return text !== undefined;
      }),
    ),
  ),
);
const count = told.filter(Boolean).length;
process.stdout.write(
  `${plays} plays from seed ${first} on ${ansibles.join(', ')}: ${runs} runs, ${count - unsteady} differ, ${unsteady} more did once and not again, ${broke} in which Ansible itself broke off, ${undecided} more of which nothing is foretold; ${((elapsed() - began) / 1000).toFixed(0)} s\n`,
);
process.exitCode = count > unsteady ? 1 : 0;
