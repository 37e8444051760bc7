/**
 * Drills the bundled plays with every fault that there is: the good ones pass, the bad ones fail, and no trial is without a result.
 * `node test/proofs/bundled-plays.ts [--ansible VERSION|PATH] [NAME …]`. Needs an engine and ansible-core. Ends with 1 after one that
 * is not as said.
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drillIn, writeCase } from './drill-cases.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { ansible: { type: 'string' } } });
const more = values.ansible === undefined ? [] : ['--ansible', values.ansible];

const plays = globSync('playbooks/{good,bad}/*.yml', { cwd: ROOT })
  .toSorted()
  .filter((path) => positionals.length === 0 || positionals.some((name) => path.endsWith(`/${name}.yml`)));
let others = 0;
for (const path of plays) if (!(await isAsSaid(path))) others++;
process.stdout.write(`${plays.length - others} of ${plays.length} plays as said\n`);
process.exitCode = others === 0 && plays.length > 0 ? 0 : 1;

async function isAsSaid(path: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bundled-plays-'));
  writeCase({ play: readFileSync(join(ROOT, path), 'utf8') }, folder);
  const { exit, report } = await drillIn(folder, ['--preset', 'all', ...more]);
  const counts = Map.groupBy(report?.trials ?? [], ({ outcome }) => outcome.kind);
  // A bad play whose healthy run is red already has no trials.
  const shown = !counts.has('missed') && !counts.has('errored');
  const said = exit === (path.includes('/good/') ? 0 : 1) && shown;
  const seen = [...counts].map(([kind, trials]) => `${trials.length} ${kind}`).join(', ');
  process.stdout.write(`${said ? 'as said' : 'OTHER  '} ${path}: exit ${exit}; ${seen || 'no trial'}\n`);
  if (said) rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`        see ${folder}\n`);
  return said;
}
