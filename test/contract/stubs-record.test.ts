import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Controller } from '../../harness/ansible/controller.ts';
import { runPlaybook } from '../../harness/ansible/run.ts';
import { project } from '../../harness/history/project.ts';
import { currentOwner, formatOwner } from '../../harness/lab/owner.ts';
import type { Event } from '../../harness/model/event.ts';
import type { AnswersWanted } from '../../harness/model/harmless.ts';
import { recordedStubs } from '../../harness/stubs/recorded.ts';
import { stubFileText } from '../../harness/stubs/write-stubs.ts';
import { controllersToTest } from './ansible-kit.ts';

const run = promisify(execFile);
const controllers = await controllersToTest('newest');
if (controllers.length === 0)
  test.skip('needs an ansible-playbook: none was found, none is named in REAPCHECK_TEST_ANSIBLE');

/** Each is planted where a recording could pick it up. Their Base64 can't be missed by chance either. */
const SECRETS = {
  file: 'file-8c1f4e9d',
  inline: 'inline-77ab02c4',
  pem: '-----BEGIN KEY-----\nAAAAB3NzaC1yc2EAAA\nq81hfKwYYpmzzz+\n-----END KEY-----',
  noLog: 'nolog-c3d855aa',
  argument: 'argument-5e2b91f0',
  marked: 'marked-0d9c77e1',
  environment: 'environment-41fa6b',
  variable: 'variable-6bd0e2',
  result: 'result-f02c4d77',
  url: 'url-91bb0c',
  extra: 'extra-9b6f31aa',
};

/** Repeats its arguments, in each of the ways in which a result can hold them. */
const MODULE = `#!/usr/bin/python
import base64, json
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule({'say': {'type': 'raw'}, 'marked': {'no_log': True}, 'login_password': {'no_log': False}, 'rc': {'type': 'int', 'default': 0}})
say = m.params['say']
text = say if isinstance(say, str) else json.dumps(say)
m.exit_json(changed=True, said=say, stdout=text + '\\n', coded=base64.b64encode(b'x' + text.encode()).decode(), nested=[{'deep': text}], port=8080,
            admin_password='result-f02c4d77', again=m.params['login_password'])
`;

const PLAY = `
- hosts: all
  gather_facts: false
  vars_files: [vault.yml, inline.yml]
  vars: {db_password: ${SECRETS.variable}}
  tasks:
    - name: Vaulted
      echo: {say: "{{ from_file }} {{ from_inline }}"}
    - name: Keep it under another name
      set_fact: {copied: "{{ from_inline }}"}
    - name: Many lines of {{ from_file }}
      echo: {say: "{{ key }}"}
    - name: Hidden
      echo: {say: ${SECRETS.noLog}}
      no_log: true
      register: hidden
    - name: Repeats the hidden
      echo: {say: "{{ hidden.said }} {{ copied }}"}
    - name: Password in an argument
      echo: {say: "it was ${SECRETS.argument}", login_password: ${SECRETS.argument}}
    - name: Marked by the module
      echo: {say: harmless, marked: ${SECRETS.marked}}
    - name: Repeats the marked
      echo: {say: ["${SECRETS.marked}", "${SECRETS.variable}", "{{ extra | default('') }}"]}
    - name: In the environment
      command: sh -c 'echo $DB_PASSWORD; echo http://me:${SECRETS.url}@far.example/'
      environment: {DB_PASSWORD: ${SECRETS.environment}}
    - name: A job
      echo: {say: "{{ from_inline }} is done"}
      async: 20
      poll: 0
      register: job
    - name: Reap
      async_status: {jid: "{{ job.ansible_job_id }}"}
      register: reaped
      until: reaped is finished
      retries: 40
      delay: 1
    - name: A hidden job
      echo: {say: ${SECRETS.noLog}}
      async: 20
      poll: 1
      no_log: true
    - name: Items
      echo: {say: "{{ item }}"}
      loop: [plain, "{{ from_file }}"]
    - name: Braces
      command: {argv: [printf, '\\173\\173 item }} {"a": \\173# not a comment #}']}
    - name: Fails
      fail: {msg: "no room for {{ from_file }}"}
      ignore_errors: true
    - name: Is skipped
      echo: {say: never}
      when: false
`;

const OWN_AND_OTHERS = `
- hosts: all
  gather_facts: false
  tasks:
    - far.cloud.echo: {say: hello}
    - command: echo hello
`;

async function record(controller: Controller, play: string, stubs: AnswersWanted['stubs']) {
  const folder = mkdtempSync(join(tmpdir(), 'rc-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const own = 'ansible_connection=local\nansible_python_interpreter={{ ansible_playbook_python }}\n';
  write('hosts.ini', `one\n[all:vars]\n${own}`);
  for (const home of ['library', 'collections/ansible_collections/far/cloud/plugins/modules'])
    write(`${home}/echo.py`, MODULE);
  write('play.yml', play);
  write('password', 'open sesame\n');
  write('vault.yml', JSON.stringify({ from_file: SECRETS.file, key: SECRETS.pem, truth: true }));
  const vault = join(dirname(controller.executable), 'ansible-vault');
  const password = ['--vault-password-file', join(folder, 'password')];
  await run(vault, ['encrypt', join(folder, 'vault.yml'), ...password]);
  write('inline.yml', (await run(vault, ['encrypt_string', SECRETS.inline, '-n', 'from_inline', ...password])).stdout);
  const events: Event[] = [];
  const workDir = join(folder, 'work');
  const result = await runPlaybook(
    {
      controller,
      args: ['-i', join(folder, 'hosts.ini'), ...password, '-e', `extra=${SECRETS.extra}`, join(folder, 'play.yml')],
      cwd: folder,
      env: {
        ...process.env,
        REAPCHECK_OWNER: formatOwner(currentOwner()),
        ANSIBLE_ASYNC_DIR: join(folder, 'async'),
        ANSIBLE_REMOTE_TMP: join(folder, 'tmp'),
        ANSIBLE_PIPELINING: 'True',
      },
      sessionId: '0123456789',
      workDir,
      controlDir: join(workDir, 'cp'),
      outputFile: join(folder, 'output.txt'),
      timeLimitMs: 100_000,
      inventory: { kind: 'play', most: 1, standIns: [], answers: { stubs } },
    },
    { onEvent: (event) => events.push(event) },
  );
  const facts = project(
    events.flatMap((event) => (event.type === 'answer' ? [] : [{ kind: 'event', event } as const])),
  );
  const answers = events.flatMap((event) => (event.type === 'answer' ? [event] : []));
  const proposals = recordedStubs(facts, answers);
  return {
    result,
    facts,
    answers,
    proposals,
    text: stubFileText([], proposals),
    told: readFileSync(join(workDir, 'events.jsonl'), 'utf8'),
    output: readFileSync(result.outputFile, 'utf8'),
  };
}

const none = { module: undefined, task: undefined, at: undefined };

describe.each(controllers)('ansible-core $coreVersion', { timeout: 110_000 }, (controller) => {
  test('what tasks answered is told without any of the planted secrets', async () => {
    const stubs = ['echo', 'command', 'fail'].map((module) => ({ ...none, module }));
    const { result, proposals, text, told, output } = await record(controller, PLAY, stubs);
    expect(result.rc, output).toBe(0);
    // The events that a history would have, and the answers: no secret in any of them, however it is spelt.
    for (const [name, secret] of Object.entries(SECRETS)) {
      for (const part of secret.split('\n')) {
        expect.soft(told.includes(part), `${name} in the events`).toBe(false);
        expect.soft(text.includes(part), `${name} in the file`).toBe(false);
      }
      const inner = Buffer.from(secret).toString('base64').slice(0, 12);
      expect.soft(text, name).not.toContain(inner);
    }
    const of = (task: string) => proposals.find(({ stub }) => stub.kind === 'module' && stub.task === task);
    expect(of('Vaulted')?.stub).toMatchObject({
      module: expect.stringMatching(/echo$/),
      changed: true,
      result: { port: 8080, said: '******** ********' },
    });
    expect(of('Vaulted')?.because[1]).toMatch(
      /taken out as secret: said, stdout, coded, nested\.0\.deep, admin_password/,
    );
    expect(of('Many lines of *')).toBeDefined();
    expect(of('Hidden')?.stub.result).toEqual({});
    expect(of('Hidden')?.because[1]).toMatch(/^under no_log/);
    expect(of('A job')?.stub).toMatchObject({ changed: true, result: { said: '******** is done', port: 8080 } });
    expect(of('A hidden job')?.because[1]).toMatch(/^under no_log/);
    expect(of('Items')?.because.at(-1)).toMatch(/^it answered 2 times/);
    expect(of('Fails')?.stub).toMatchObject({ fail: 'no room for ********' });
    expect(of('Is skipped')).toBeUndefined();
    // What looks like a template would be one in a stub file.
    expect(of('Braces')?.stub.result).toMatchObject({ stdout: `{{ '{' }}{ item }} {"a": {{ '{' }}# not a comment #}` });
  });

  test('without names only modules that are not ansible-core’s own, and nothing else is told', async () => {
    const { proposals, result } = await record(controller, OWN_AND_OTHERS, undefined);
    expect([result.rc, proposals.map(({ stub }) => stub.kind === 'module' && stub.module)]).toEqual([
      0,
      ['far.cloud.echo'],
    ]);
  });
});
