import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS, PRESETS } from '../../harness/faults/catalogue.ts';
import { EXPECTED_REASONS, type FaultName } from '../../harness/faults/expected-reasons.ts';
import type { Fault } from '../../harness/faults/fault.ts';

const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
/** The formatter pads cells. */
const rows = page.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' ').trim());

function expected({ name, harm }: Fault): string {
  if (harm === 'none') return 'green';
  const reasons: Record<'async_status' | 'keep-alive', readonly string[]> = EXPECTED_REASONS[name as FaultName];
  const of = (via: 'async_status' | 'keep-alive') => reasons[via].join(' or ');
  const red =
    of('async_status') === of('keep-alive')
      ? of('async_status')
      : `${of('async_status')}; keep-alive: ${of('keep-alive')}`;
  return harm === 'outage' ? `green, or ${red}` : red;
}

test.each(FAULTS.map((fault) => [fault.name, fault] as const))('docs/faults.md has the row of %s', (_, fault) => {
  const { name, summary, proof, heal } = fault;
  expect(rows).toContain(`| \`${name}\` | ${summary} | ${proof} | ${heal} | ${expected(fault)} |`);
});

test('docs/faults.md names the presets as they are', () => {
  for (const name of PRESETS.default) expect(page).toContain(`\`${name}\``);
  expect(rows.join(' ')).toContain(`- \`quick\`: ${PRESETS.quick.map((one) => `\`${one}\``).join(', ')}`);
  expect(rows.join(' ')).toContain(`- \`default\`: ${PRESETS.default.map((one) => `\`${one}\``).join(', ')}`);
});

test('the README has a row of each fault', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| .*\|$/gm)].map(([, name]) => name);
  expect(rows).toEqual(FAULTS.map(({ name }) => name));
});
