/**
 * Mutation test of the judging core: `npm run test:mutation [PART …]`. StrykerJS's instrumenter changes the code in one place after
 * another, and the fast tests must notice. What they don't notice stands in survivors.json, each with the reason why that is well, or with
 * OPEN; one without a reason, or a score below LEAST_SCORE, ends with exit code 1. `--accept` writes down what there is now.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, instrument } from './instrument.ts';
import { LEAST_SCORE, PARTS, type PartOfCode } from './parts.ts';
import { playMutants } from './play-mutants.ts';
import { type Part, partOf, type Survivor, sameSurvivor } from './survivors.ts';

const root = new URL('../..', import.meta.url).pathname;
const SANDBOX = join(root, '.mutation');
const SURVIVORS = new URL('survivors.json', import.meta.url).pathname;
/** The reason of one that nobody has looked at yet, or that a test is due for. */
const OPEN = 'open';

const given = process.argv.slice(2);
const accept = given.includes('--accept');
const names = given.filter((one) => one !== '--accept');
const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no part "${unknown}": ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(3);
}

const kept = JSON.parse(readFileSync(SURVIVORS, 'utf8')) as Record<string, Part>;
let failed = 0;
for (const [name, code] of Object.entries(PARTS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const part = await mutate(code);
  const known = kept[name]?.survivors ?? [];
  const survivors = part.survivors.map((one) => ({
    ...one,
    reason: known.find((other) => sameSurvivor(one, other))?.reason ?? '',
  }));
  const fresh = survivors.filter(({ reason }) => reason === '');
  const open = survivors.filter(({ reason }) => reason === OPEN);
  process.stdout.write(
    `${name}: ${part.score} % of ${part.mutants} mutants were noticed, ${survivors.length} were not (${fresh.length} new, ${open.length} open); ${part.seconds} s\n`,
  );
  for (const one of [...fresh, ...open]) process.stdout.write(`${textOf(one)}\n`);
  if (part.score < LEAST_SCORE || open.length > 0 || fresh.length > 0) failed += 1;
  if (accept) {
    kept[name] = { ...part, survivors: survivors.map((one) => ({ ...one, reason: one.reason || OPEN })) };
    writeFileSync(SURVIVORS, `${JSON.stringify(kept, null, 2)}\n`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;

async function mutate({ code, tests }: PartOfCode): Promise<Part> {
  const began = performance.now();
  // Before the tests play: somebody may work on while they do.
  const sources = new Map(filesOf(root, code).map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const mutants = await instrument(root, SANDBOX, code);
  const sourceAsleep = mutants.every(({ fileName }) => !fileName.startsWith('harness/source/'));
  const ran = await playMutants(SANDBOX, { tests: filesOf(root, tests), sourceAsleep });
  rmSync(SANDBOX, { recursive: true });
  return partOf(mutants, ran, (performance.now() - began) / 1000, (file) => sources.get(file) ?? '');
}

function textOf({ file, line, code, becomes }: Survivor): string {
  return `  ${file}:${line}  ${oneLine(code)}  →  ${oneLine(becomes)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 100);
}
