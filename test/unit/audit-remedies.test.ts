import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import type { AuditFinding } from '../../harness/model/audit.ts';
import { readExpression } from '../../harness/source/jinja/expression.ts';
import { generatedTexts } from '../compare/generate.ts';
import { BAD_PLAYS } from './bad-plays.ts';
import { codeOf, withRemedy } from './remedies.ts';

const texts = {
  ...BAD_PLAYS,
  ...generatedTexts(300),
};
const of = (text: string) => audit(new Map([['play.yml', text.replace(/ *# expect: .*/g, '')]]));
const about = ({ rule, message }: AuditFinding) => `${rule}: ${message}`;

test.each(Object.entries(texts))('%s: what a remedy shows as code is code, and mends what it is for', (_name, text) => {
  const { findings, project } = of(text);
  for (const finding of findings) {
    const code = codeOf(finding);
    for (const template of JSON.stringify(code ?? {}).matchAll(/\{\{(.*?)\}\}/g))
      expect(readExpression(JSON.parse(`"${template[1]}"`)), finding.remedy).toBeDefined();
    const mended = withRemedy(text.replace(/ *# expect: .*/g, ''), finding, project);
    if (mended === undefined || finding.confidence === 'possible') continue;
    expect(of(mended).findings.map(about), `${finding.remedy}\n${mended}`).not.toContain(about(finding));
  }
});

test.each([
  ['a text with a template in it', 'async: "1{{ zeros }}"', '  retries: 60 #'],
  ['two templates', 'async: "{{ ones }}{{ zeros }}"', '  retries: 60 #'],
  ['no number', 'async: 5m', '  retries: 60 #'],
  ['an item of the loop', 'async: "{{ item.limit }}"\n      loop: "{{ works }}"', '  retries: 60 #'],
  [
    'an item by a name of its own',
    'async: "{{ w.limit }}"\n      loop: "{{ works }}"\n      loop_control: { loop_var: w }',
    '  retries: 60 #',
  ],
  ['yes', 'async: yes', '  retries: 8\n  delay: 2'],
  ['a variable', 'async: "{{ limit }}"', '  retries: "{{ ((limit) | int + 10) // 5 + 1 }}"\n  delay: 5'],
])('the window of a proposed reap, for a limit that is %s', (_what, keyword, window) => {
  const { findings } = of(`- hosts: all\n  tasks:\n    - command: /opt/work\n      ${keyword}\n      poll: 0\n`);
  expect(findings.find(({ rule }) => rule === 'unreaped-job')?.remedy).toContain(window);
});
