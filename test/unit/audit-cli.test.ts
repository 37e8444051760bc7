import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { RULES } from '../../harness/audit/rules/index.ts';
import { runAudit } from '../../harness/cli/audit.ts';
import { ReapcheckError } from '../../harness/model/error.ts';

const LAUNCH = '- hosts: all\n  tasks:\n    - name: Build\n      command: /opt/x\n      async: 60\n      poll: 0\n';
const DEFAULTS = { minSeverity: 'note', minConfidence: 'possible' };

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'reapcheck-audit-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

async function run(
  root: string,
  paths: readonly string[] = [],
  flags: object = {},
): Promise<{ code: number; text: string }> {
  let text = '';
  const code = await runAudit(paths, { ...DEFAULTS, ...flags }, root, (part) => {
    text += part;
  });
  return { code, text };
}

async function errorOf(act: () => Promise<unknown>): Promise<ReapcheckError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ReapcheckError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a finding is shown with its line, and makes the exit code 1; a clean tree 0', async () => {
  const root = folder({ 'play.yml': LAUNCH });
  const { code, text } = await run(root);
  expect(code).toBe(1);
  expect(text).toContain('play.yml:3:7: warning: "Build" is launched and never reaped');
  expect(text).toContain('  3 |     - name: Build\n    |       ^');
  expect((await run(folder({ 'play.yml': '- hosts: all\n' }))).code).toBe(0);
});

test('an ignore comment with a reason takes a finding out, one without does not', async () => {
  const ignored = LAUNCH.replace(
    '    - name',
    '    # reapcheck: ignore unreaped-job -- only warms a cache\n    - name',
  );
  expect((await run(folder({ 'play.yml': ignored }))).text).toContain('no findings, 1 ignored');
  const bare = await run(folder({ 'play.yml': ignored.replace(/ -- .*/, '') }), [], { notes: true });
  expect(bare.code).toBe(1);
  expect(bare.text).toContain('play.yml:3: not read in full: ignores nothing: give a reason');
  const unused = await run(folder({ 'play.yml': ignored.replace('unreaped-job', 'partial-reap') }), [], {
    notes: true,
  });
  expect(unused.text).toContain('[unused-ignore]');
});

test('the config switches rules off, changes severities and leaves files out', async () => {
  const files = { 'play.yml': LAUNCH, 'old/play.yml': LAUNCH };
  expect((await run(folder({ ...files, '.reapcheck.yml': 'audit:\n  rules: { unreaped-job: off }\n' }))).code).toBe(0);
  const { text } = await run(
    folder({ ...files, '.reapcheck.yml': 'audit:\n  rules: { unreaped-job: error }\n  exclude: [old]\n' }),
  );
  expect(text).toContain('1 finding (1 error');
  const wrong = await errorOf(() =>
    run(folder({ ...files, '.reapcheck.yml': 'audit:\n  rules:\n    no-such-rule: off\n' })),
  );
  expect(wrong).toMatchObject({
    code: 'bad-config',
    kind: 'usage',
    where: { file: '.reapcheck.yml', line: 3, column: 5 },
  });
});

test('files that are set apart are counted by cause, and let the audit pass', async () => {
  const root = folder({
    'molecule/one/play.yml': LAUNCH,
    'roles/app/molecule/two/play.yml': `${LAUNCH}${LAUNCH.replace('- hosts', '- name: again\n  hosts')}`,
    '.reapcheck.yml': 'audit:\n  apart: ["**/molecule/**"]\n',
  });
  const { code, text } = await run(root);
  expect(code).toBe(0);
  expect(text).toMatch(/set apart:\n {2}3 \w+ unreaped-job, in 2 files\n/);
  expect(text).toContain('no findings, 3 set apart');
  expect(JSON.parse((await run(root, [], { format: 'json' })).text).apart).toHaveLength(3);
});

test('many findings end with how many there are of each cause, a few do not', async () => {
  const files = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`play${index}.yml`, LAUNCH]));
  expect((await run(folder(files(10)))).text).not.toContain('by cause');
  expect((await run(folder(files(11)))).text).toMatch(/by cause:\n {2}11 \w+ unreaped-job, in 11 files\n/);
});

test('each rule of a SARIF log has its page as help, and an address', async () => {
  const { text } = await run(folder({ 'play.yml': LAUNCH }), [], { format: 'sarif' });
  const rules = JSON.parse(text).runs[0].tool.driver.rules as {
    id: string;
    helpUri: string;
    help: { markdown: string };
  }[];
  for (const { id, help, helpUri } of rules) {
    expect(help.markdown).toContain(`# ${id}\n`);
    expect(helpUri).toMatch(new RegExp(`^https://.*/${id}/rule\\.md$`));
  }
});

test('a baseline leaves out what it holds, wherever its line went', async () => {
  const root = folder({ 'play.yml': LAUNCH });
  expect((await run(root, [], { writeBaseline: 'base.json' })).code).toBe(0);
  writeFileSync(join(root, 'play.yml'), `# moved\n${LAUNCH}${LAUNCH.replace('Build', 'Other')}`);
  const { code, text } = await run(root, [], { baseline: 'base.json' });
  expect(code).toBe(1);
  expect(text).toContain('1 finding');
  expect(text).toContain('"Other"');
  writeFileSync(join(root, 'bad.json'), '[]');
  expect((await errorOf(() => run(root, [], { baseline: 'bad.json' }))).code).toBe('bad-baseline');
});

test('a file brings its roles with it, and only its own findings are shown', async () => {
  const root = folder({
    'site.yml':
      '- hosts: all\n  roles: [build]\n  tasks:\n    - async_status: jid={{ job.ansible_job_id }}\n      register: r\n      until: r.finished\n      retries: 2\n',
    'roles/build/tasks/main.yml': '- command: /opt/x\n  async: 60\n  poll: 0\n  register: job\n',
    'other.yml': LAUNCH,
  });
  const { text } = await run(root, ['site.yml']);
  expect(text).toContain('site.yml:7:7: warning');
  expect(text).toContain('1 finding');
});

test('of a place where roles are looked for, only roles that a text names as a word are read', async () => {
  const root = folder({
    'site/ansible.cfg': '[defaults]\nroles_path = ../shared\n',
    'site/site.yml': '- hosts: all\n  roles: [builder]\n',
    'shared/builder/tasks/main.yml': '- command: /opt/x\n  async: 60\n  poll: 0\n  register: job\n',
    'shared/builder/molecule/play.yml': LAUNCH,
    'shared/build/tasks/main.yml': LAUNCH,
    'shared/hosts/play.yml': LAUNCH,
  });
  const { text } = await run(join(root, 'site'), [], { format: 'json' });
  const report = JSON.parse(text) as { filesRead: number; asyncTasks: unknown[] };
  expect(report.filesRead).toBe(3);
});

test('.gitignore, loops of links and big files', async () => {
  const root = folder({
    '.gitignore': '/vendor/\n*.gen.yml\n',
    '.git/HEAD': '',
    'vendor/play.yml': LAUNCH,
    'a.gen.yml': LAUNCH,
    'big.yml': `${LAUNCH}# ${'x'.repeat(400_000)}\n`,
  });
  symlinkSync(root, join(root, 'loop'));
  symlinkSync(join(root, 'nowhere.yml'), join(root, 'dangling.yml'));
  const { code, text } = await run(root, [], { notes: true });
  expect(code).toBe(0);
  expect(text).toContain('[large-file]');
  expect(text).toContain('dangling.yml:1: not read in full');
  expect((await run(root, ['big.yml'])).code).toBe(1);
});

test('JSON is as its schema says', async () => {
  const { text } = await run(folder({ 'play.yml': LAUNCH, 'bad.yml': '\0' }), [], { format: 'json' });
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(new URL('../../docs/schema/audit.json', import.meta.url), 'utf8')),
  );
  const report = schema.parse(JSON.parse(text)) as {
    findings: unknown[];
    asyncTasks: { class: string }[];
    notes: unknown[];
  };
  expect(report.findings).toHaveLength(1);
  expect(report.asyncTasks[0]?.class).toBe('fire-and-forget');
  expect(() => schema.parse({ ...JSON.parse(text), findings: [{ rule: 'x' }] })).toThrow();
});

test('SARIF names rule, level, place and fingerprint', async () => {
  const { text } = await run(folder({ 'a b/play.yml': LAUNCH }), [], { format: 'sarif' });
  const log = JSON.parse(text);
  const [result] = log.runs[0].results;
  expect(log.version).toBe('2.1.0');
  expect(log.runs[0].tool.driver.rules[result.ruleIndex].id).toBe('unreaped-job');
  expect(result).toMatchObject({
    ruleId: 'unreaped-job',
    level: 'warning',
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'a%20b/play.yml' }, region: { startLine: 3, startColumn: 7 } } },
    ],
  });
  expect(result.partialFingerprints['reapcheck/v1']).toMatch(/^unreaped-job .* [0-9a-f]{16}$/);
});

test('SARIF is valid by its official schema, whatever is found', async () => {
  const file = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // zod knows no relative references: it takes `uri-reference` for a whole URL.
  const relative = (key: string, value: unknown) => (key === 'format' && value === 'uri-reference' ? undefined : value);
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8'), relative));
  const rules = new URL('../../harness/audit/rules/', import.meta.url);
  const files = RULES.map(({ id }) => [`${id}.yml`, readFileSync(new URL(`${id}/fail.yml`, rules), 'utf8')] as const);
  const log = JSON.parse((await run(folder(Object.fromEntries(files)), [], { format: 'sarif' })).text);
  expect(new Set(log.runs[0].results.map((result: { ruleId: string }) => result.ruleId)).size).toBe(RULES.length);
  schema.parse(log);
  expect(() => schema.parse({ ...log, runs: [{ ...log.runs[0], tool: {} }] })).toThrow();
  expect(() => schema.parse({ ...log, version: '2.0.0' })).toThrow();
});

test('GitHub annotations stay one line each', async () => {
  const { text } = await run(folder({ 'play.yml': LAUNCH }), [], { format: 'github' });
  expect(text).toMatch(/^::warning file=play\.yml,line=3,col=7,title=reapcheck unreaped-job::.*%0A.*\n$/);
});

test('--diff changes nothing, --fix what it showed, and a second --fix nothing more', async () => {
  const root = folder({ 'play.yml': `\ufeff${LAUNCH}` });
  const diff = await run(root, [], { diff: true });
  expect(diff.code).toBe(1);
  expect(diff.text).toContain('+      register: build_job');
  expect(readFileSync(join(root, 'play.yml'), 'utf8')).toBe(`\ufeff${LAUNCH}`);
  expect((await run(root, [], { fix: true })).code).toBe(0);
  const fixed = readFileSync(join(root, 'play.yml'), 'utf8');
  expect(fixed.startsWith(`\ufeff${LAUNCH}      register: build_job\n    - name: Reap - Build\n`)).toBe(true);
  expect((await run(root, [], { fix: true })).code).toBe(0);
  expect(readFileSync(join(root, 'play.yml'), 'utf8')).toBe(fixed);
});

test('what the caller got wrong is a usage error', async () => {
  const root = folder({ 'play.yml': LAUNCH });
  expect(await errorOf(() => run(root, ['nowhere']))).toMatchObject({ code: 'no-such-path', kind: 'usage' });
  expect(await errorOf(() => run(root, [], { format: 'xml' }))).toMatchObject({ code: 'bad-reporter', kind: 'usage' });
  expect(await errorOf(() => run(root, [], { config: 'nowhere.yml' }))).toMatchObject({
    code: 'unreadable-file',
    kind: 'usage',
  });
});

test('a named file that is nothing to read is an error, not a clean one', async () => {
  const root = folder({ 'broken.yml': '- hosts: [\n# async:\n', 'nul.yml': '# async:\0', 'play.yml': LAUNCH });
  execFileSync('mkfifo', [join(root, 'pipe.yml')]);
  symlinkSync('/proc/kmsg', join(root, 'kernel.yml'));
  for (const file of ['pipe.yml', 'kernel.yml', '/proc', '/dev/null'])
    expect(await errorOf(() => run(root, [file]))).toMatchObject({ code: 'unreadable-file', kind: 'usage' });
  for (const file of ['broken.yml', 'nul.yml'])
    expect(await errorOf(() => run(root, [file]))).toMatchObject({ code: 'unreadable-playbook', kind: 'usage' });
  const { code, text } = await run(root, [], { notes: true });
  expect(code).toBe(1);
  for (const file of ['broken.yml', 'nul.yml', 'kernel.yml']) expect(text).toMatch(new RegExp(`^${file}:\\d`, 'm'));
});

test('a file that links lead to is one file, by its real path; a role is found by the name of its link', async () => {
  const root = folder({
    'shared/packer/tasks/main.yml': LAUNCH.replace(/^.*\n.*\n/, '').replace(/^ {4}/gm, ''),
    'site/play.yml': '- hosts: all\n  roles: [pack]\n',
  });
  mkdirSync(join(root, 'site/roles'));
  symlinkSync('../../shared/packer', join(root, 'site/roles/pack'));
  symlinkSync('play.yml', join(root, 'site/again.yml'));
  const { text } = await run(root, ['site/again.yml'], { list: true });
  expect(text.match(/^\S+main\.yml:1:3: warning/gm)).toEqual(['shared/packer/tasks/main.yml:1:3: warning']);
  expect((await run(root, ['site/play.yml'], { notes: true })).text).not.toContain('not followed');
});

test('a playbook that stands alone brings what it names; what is missing is told', async () => {
  const root = folder({
    'play.yml': '- hosts: all\n  tasks:\n    - include_tasks: inner/launch.yml\n    - include_role: {name: far.away}\n',
    'inner/launch.yml': '- command: /opt/x\n  async: 60\n  poll: 0\n',
    'other.yml': LAUNCH,
  });
  const { text } = await run(root, ['play.yml'], { list: true });
  expect(text).toContain('inner/launch.yml:1:3: warning');
  expect(text).not.toContain('other.yml');
  expect(text).toContain('play.yml:4:7: not read in full: not followed: the role far.away');
});

test('ansible.cfg counts: its poll interval, its user, the path of its roles', async () => {
  const forgotten = LAUNCH.replace('      poll: 0\n', '');
  expect((await run(folder({ 'play.yml': forgotten }))).code).toBe(0);
  const root = folder({ 'play.yml': forgotten, 'ansible.cfg': '[defaults]\npoll_interval = 0 ; never\n' });
  expect((await run(root)).text).toContain('[unreaped-job');
  const users = folder({
    'ansible.cfg': '[privilege_escalation]\nbecome = yes\nbecome_user = deploy\n',
    'play.yml': `${LAUNCH}      register: job\n      become: false\n    - async_status: {jid: "{{ job.ansible_job_id }}"}\n      register: r\n      until: r is finished\n      retries: 20\n`,
  });
  expect((await run(users)).text).toContain("as deploy: the reap won't find the job");
  const roles = folder({
    'site/ansible.cfg': '[defaults]\nroles_path = ../elsewhere\n',
    'site/play.yml': '- hosts: all\n  roles: [pack]\n',
    'elsewhere/pack/tasks/main.yml': '- command: /opt/x\n  async: 60\n  poll: 0\n',
  });
  expect((await run(join(roles, 'site'), ['play.yml'])).text).toContain('elsewhere/pack/tasks/main.yml:1:3: warning');
});

test('control characters in names are shown, never sent', async () => {
  const name = 'play\x1b[2J\u202e.yml';
  const text = LAUNCH.replace('Build', '"Build \\e]0;x\\a\\nplay.yml:1: error"');
  const root = folder({ [name]: text });
  for (const format of ['text', 'github', 'sarif']) {
    const shown = (await run(root, [], { format, list: true })).text;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(shown).not.toMatch(/^play\.yml:1: error/m);
  }
});
