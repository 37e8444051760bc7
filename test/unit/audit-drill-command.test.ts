import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const PLAY = `- hosts: all
  tasks:
    - ansible.builtin.command: /opt/work
      async: 60
      poll: 0
      register: job
`;

function commandFor(path: string): string | undefined {
  return audit(new Map([[path, PLAY]])).findings[0]?.drill;
}

/** What a shell makes of it, word by word. */
function typed(command: string | undefined): string[] {
  return execFileSync('sh', ['-c', `set -- ${command}; printf '%s\\n' "$@"`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trimEnd()
    .split('\n');
}

test.each(['site.yml', "plays/the 1st, operator's.yml", 'a$HOME`id`;b.yml', '-x.yml', 'ü "quoted".yml'])(
  '%s: the command that a finding ends with is what a shell hands on',
  (path) => {
    const words = typed(commandFor(path));
    const given = path.startsWith('-') ? `./${path}` : path;
    expect(words.slice(0, 5)).toEqual(['reapcheck', 'drill', given, '--faults', 'fail']);
    expect(words.slice(5)).toEqual(path.includes(',') ? [] : ['--jobs', `${path}:3`]);
  },
);

test('a path that nobody can type has no command', () => {
  expect(commandFor('odd\u0007name.yml')).toBeUndefined();
});

test('a job that only --tags takes is drilled with them', () => {
  const tagged = `${PLAY}      tags: [never, "it's late"]\n`;
  const command = audit(new Map([['site.yml', tagged]])).findings[0]?.drill;
  expect(typed(command).slice(-3)).toEqual(['--', '--tags', "it's late"]);
  const odd = audit(new Map([['site.yml', `${PLAY}      tags: [never, "odd\\a"]\n`]])).findings[0];
  expect(odd).toBeDefined();
  expect(odd?.drill).toBeUndefined();
});
