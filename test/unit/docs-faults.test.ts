import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS, PRESETS } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { cellsOf, TABLE, tableOf } from './markdown-table.ts';

const PAGE = new URL('../../docs/faults.md', import.meta.url);
const README = new URL('../../README.md', import.meta.url);
const GROUPS = ['job', 'job-file', 'host', 'link'] as const;
const HEAD = ['fault', 'what happens', 'proven by', 'healed by', 'an honest play says'];
/** The tables whose first column is that of faults. */
const isOfFaults = (table: string) => table.startsWith('| fault ');

function expected({ harm, reasons }: Fault): string {
  if (harm === 'none') return 'green';
  const [reap, keepAlive] = [reasons.async_status.join(' or '), reasons['keep-alive'].join(' or ')];
  const red = reap === keepAlive ? reap : `${reap}; keep-alive: ${keepAlive}`;
  return harm === 'outage' ? `green, or ${red}` : red;
}

const rowOf = (fault: Fault) => [`\`${fault.name}\``, fault.summary, fault.proof, fault.heal, expected(fault)];

/** `REAPCHECK_UPDATE=1` writes the tables anew, from the faults. */
test('docs/faults.md says of each fault what its file says', () => {
  const before = readFileSync(PAGE, 'utf8');
  const groups = [...GROUPS];
  const page = before.replace(TABLE, (table) => {
    if (!isOfFaults(table)) return table;
    const group = groups.shift();
    return tableOf(HEAD, FAULTS.filter((fault) => fault.group === group).map(rowOf));
  });
  if (process.env.REAPCHECK_UPDATE) writeFileSync(PAGE, page);
  expect(groups).toEqual([]);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

test('docs/faults.md names the presets as they are', () => {
  const page = readFileSync(PAGE, 'utf8').replaceAll('\n', ' ');
  for (const preset of ['quick', 'default'] as const)
    expect(page).toContain(`- \`${preset}\`: ${PRESETS[preset].map((one) => `\`${one}\``).join(', ')}`);
});

/** What a drill makes of it is measured, by test/bench/matrix.ts; until then it says so. */
test('the README has a row of each fault', () => {
  const before = readFileSync(README, 'utf8');
  const readme = before.replace(TABLE, (table) => {
    if (!isOfFaults(table)) return table;
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    const measured = new Map(rows.map((row) => [row[0], row]));
    return tableOf(
      head,
      FAULTS.map(
        ({ name }) => measured.get(`\`${name}\``) ?? [`\`${name}\``, ...head.slice(1).map(() => 'not measured yet')],
      ),
    );
  });
  if (process.env.REAPCHECK_UPDATE) writeFileSync(README, readme);
  expect(readFileSync(README, 'utf8')).toBe(readme);
});
