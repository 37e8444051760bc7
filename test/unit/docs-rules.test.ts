import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../harness/audit/rules/index.ts';
import type { AuditRule } from '../../harness/model/audit.ts';
import { TABLE, tableOf } from './markdown-table.ts';

const PAGES = '../../harness/audit/rules';
const at = (path: string) => new URL(path, import.meta.url);

/** `REAPCHECK_UPDATE=1` writes it; `text` is what is there, with the generated part as it should be. */
function holds(file: URL, generate: (text: string) => string): void {
  const text = generate(readFileSync(file, 'utf8'));
  if (process.env.REAPCHECK_UPDATE) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}

test('the index of rules lists each of them, by name', () => {
  const rows = RULES.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, summary }) => [
    `[${id}](${PAGES}/${id}/rule.md)`,
    summary,
  ]);
  holds(at('../../docs/rules/README.md'), (text) =>
    text.replace(TABLE, () => tableOf(['rule', 'what it finds'], rows)),
  );
});

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  'the page of %s says what it finds, how bad and how sure',
  (id, rule) => {
    holds(at(`${PAGES}/${id}/rule.md`), (text) => {
      const [, , , ...rest] = text.split('\n');
      return [`# ${id}`, '', leadOf(rule), ...rest].join('\n');
    });
  },
);

function leadOf({ summary, severity, confidence }: AuditRule): string {
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}`;
  return `${sentence}. Severity ${severity}, confidence ${confidence}, unless the finding says otherwise.`;
}
