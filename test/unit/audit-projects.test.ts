import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const FOLDER = new URL('./audit-projects/', import.meta.url);

/** A project in one text: `=== path` before each file, `# expect: rule` where a finding is due. */
function readProjectText(text: string): { texts: Map<string, string>; expected: string[] } {
  const texts = new Map<string, string>();
  const expected: string[] = [];
  for (const part of text.split(/^=== /m).slice(1)) {
    const [file = '', ...lines] = part.split('\n');
    for (const [index, line] of lines.entries()) {
      const due = / *# expect: (.*)$/.exec(line);
      for (const rule of due?.[1]?.split(/,\s*/) ?? []) expected.push(`${file}:${index + 1} ${rule}`);
      lines[index] = line.replace(/ *# expect: .*$/, '');
    }
    texts.set(file, lines.join('\n'));
  }
  return { texts, expected: expected.sort() };
}

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const { texts, expected } = readProjectText(readFileSync(new URL(name, FOLDER), 'utf8'));
  const { findings } = audit(texts);
  expect(findings.map((finding) => `${finding.place.file}:${finding.place.line} ${finding.rule}`).sort()).toEqual(
    expected,
  );
});
