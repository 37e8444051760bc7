import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { controllersToTest } from './ansible-kit.ts';

const [controller] = await controllersToTest('newest');
const PLAYBOOK = controller?.executable ?? 'ansible-playbook';
const RULES = new URL('../../harness/audit/rules/', import.meta.url);
const rules = readdirSync(RULES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Every bad file, with all that can be fixed fixed. */
const fixed = rules.map(({ name }) => {
  let texts = new Map([['play.yml', readFileSync(new URL(`${name}/fail.yml`, RULES), 'utf8')]]);
  const before = texts;
  for (let round = 0; round < 5; round++) {
    const { findings, project } = audit(texts);
    texts = new Map([...texts, ...planFixes(findings, project, texts)]);
  }
  return { name, text: texts.get('play.yml') ?? '', changed: texts.get('play.yml') !== before.get('play.yml') };
});

test('some of the bad files are fixed', () => {
  expect(fixed.filter((file) => file.changed).map((file) => file.name)).toEqual(
    expect.arrayContaining([
      'unreaped-job',
      'reap-without-until',
      'until-not-finished',
      'version-dependent-until',
      'window-shorter-than-limit',
      'zero-retries',
    ]),
  );
});

test.skipIf(!controller)(
  `what the fixes make passes ansible-playbook --syntax-check${controller ? '' : ' (skipped: no ansible-playbook was found)'}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reapcheck-fix-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = fixed
      .filter((file) => file.changed)
      .map((file) => {
        const path = join(folder, `${file.name}.yml`);
        writeFileSync(path, file.text);
        return path;
      });
    const { exitCode, stderr } = await execa(PLAYBOOK, ['--syntax-check', '-i', 'localhost,', ...files], {
      reject: false,
    });
    expect(stderr).not.toContain('ERROR');
    expect(exitCode).toBe(0);
  },
  60_000,
);
