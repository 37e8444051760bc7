import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { generatedTexts } from '../compare/generate.ts';
import { BAD_PLAYS } from '../unit/bad-plays.ts';
import { withRemedy } from '../unit/remedies.ts';
import { controllersToTest } from './ansible-kit.ts';

const controllers = await controllersToTest();
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

/** Every bad play, and some that are put together at random, each with one of its remedies in place, or all fixes. */
const mended = Object.entries({
  ...BAD_PLAYS,
  ...generatedTexts(100),
}).flatMap(([name, written]) => {
  const text = written.replace(/ *# expect: .*/g, '');
  const texts = new Map([['play.yml', text]]);
  const { findings, project } = audit(texts);
  const changed = planFixes(findings, project, texts, { proposals: true }).get('play.yml');
  const remedied = findings.map((finding) => withRemedy(text, finding, project));
  return [changed, ...remedied].flatMap((after, index) =>
    after === undefined || !isWhole(text) ? [] : { name: `${name}-${index}.yml`, text: after },
  );
});

/** Plays that name nothing but what every ansible-core has, and that Ansible takes as they are. */
function isWhole(text: string): boolean {
  return (
    /^- /m.test(text) &&
    /^ *(- )?hosts:/m.test(text) &&
    !/include|import|roles:|community\.|collections|mail:|ansible\.windows|win_|docker_|ovirt_host|job_alias/.test(text)
  );
}

test.skipIf(controllers.length === 0)(
  `what fixes and remedies make passes ansible-playbook --syntax-check${controllers.length > 0 ? '' : ' (skipped: no ansible-playbook was found)'}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reapcheck-fix-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const changed = fixed.filter((file) => file.changed).map(({ name, text }) => ({ name: `${name}.yml`, text }));
    const paths = [...changed, ...mended].map(({ name, text }) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    });
    expect(mended.length).toBeGreaterThan(40);
    for (const { executable } of controllers) {
      const { exitCode, stderr } = await execa(executable, ['--syntax-check', '-i', 'localhost,', ...paths], {
        reject: false,
      });
      expect(stderr).not.toContain('ERROR');
      expect(exitCode).toBe(0);
    }
  },
  120_000,
);
