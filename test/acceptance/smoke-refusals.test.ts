import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { ansibles } from '../ansibles.ts';
import { type InventoryHost, Site } from './inventory-hosts.ts';
import type { Ended } from './reapcheck.ts';
import { SmokePlace, touchOn } from './smoke-kit.ts';

describe.each(ansibles())('%s', (executable) => {
  let site: Site;
  let place: SmokePlace;
  let host: InventoryHost;
  beforeAll(async () => {
    site = new Site();
    place = new SmokePlace(site, executable);
    host = await site.host();
    const wrong = 'ansible_user=deploy ansible_become=true ansible_become_password=wrong';
    site.write(
      'inventory.ini',
      `[web]
${site.line('web1', host)}
${site.line('web2', host)}
${site.line('nowhere', host).replace(/ansible_port=\d+/, 'ansible_port=1')}
${site.line('wrong-password', host, wrong)}
${site.line('no-password', host, 'ansible_user=deploy ansible_become=true')}
${site.line('stranger', host, 'ansible_user=nobody-here')}
[other]
${site.line('db1', host)}
`,
    );
    site.write('site.yml', touchOn('web'));
  });
  afterAll(async () => {
    place[Symbol.dispose]();
    await site[Symbol.asyncDispose]();
  });

  const smoke = (limit: string, more: readonly string[] = []) =>
    place.smoke(
      join(site.folder, 'site.yml'),
      ['-i', join(site.folder, 'inventory.ini'), '--limit', limit, '--yes'],
      more,
    );

  /** An error that says what is wrong, and a host on which nothing has happened. */
  async function refused(ended: Ended, code: number, what: RegExp): Promise<void> {
    expect(ended.stderr).toMatch(what);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain('to do:');
    expect(ended.stderr).not.toContain('FOR REAL');
    const left = await host.sh(
      'ls -d /var/tmp/it-ran ~/.ansible ~/.ansible_async /home/deploy/.ansible 2>/dev/null || true',
    );
    expect(left).toBe('');
    expect(place.recordFiles()).toEqual([]);
  }

  test.each([
    [
      'matches nothing',
      'web9',
      /--limit web9 matches no host of the inventory\n {2}expected: one of: db1, no-password/,
    ],
    [
      'matches two',
      'web1:web2',
      /--limit web1:web2 matches 2 hosts; nothing was run on them\n {2}expected: exactly one host\n {2}seen: web1, web2/,
    ],
    ['matches all', 'all', /--limit all matches 7 hosts; .*\n.*\n {2}seen: db1, no-password, nowhere, stranger, web1/],
    ['is not one of the plays', 'db1', /no play of \S+site.yml runs on db1/],
  ])('a limit that %s', async (_what, limit, what) => {
    await refused(await smoke(limit), 3, what);
  });

  test.each([
    ['cannot be reached', 'nowhere', /nowhere: it can't be reached; nothing was run\n {2}seen: .*Connection refused/],
    [
      'has another become password',
      'wrong-password',
      /wrong-password: Ansible may not become .*\n {2}seen: .*(Incorrect sudo password|incorrect password)/i,
    ],
    [
      'wants a become password',
      'no-password',
      /no-password: Ansible may not become .*\n {2}seen: .*(Missing sudo password|password)/i,
    ],
    [
      'does not know the user',
      'stranger',
      /stranger: it does not let this user in; nothing was run\n {2}seen: .*Permission denied/,
    ],
  ])('a host that %s', async (_what, limit, what) => {
    await refused(await smoke(limit), 4, what);
  });

  test('a host with another key than the one that is known', async () => {
    const { publicKey } = generateKeyPair('somebody else');
    const known = (key: string) => site.trust(key);
    known(publicKey);
    try {
      await refused(await smoke('web1'), 4, /web1: its host key is not the one that is known; nothing was run/);
    } finally {
      known(site.hostKey);
    }
  });

  test('a host without python', async () => {
    await host.sh('mkdir /opt/away; for p in /usr/bin/python3*; do mv "$p" /opt/away/; done');
    try {
      await refused(await smoke('web1'), 4, /web1: it has no python that Ansible could use; nothing was run/);
    } finally {
      await host.sh('mv /opt/away/* /usr/bin/; rmdir /opt/away');
    }
  });

  test('an async dir that the user may not write to', async () => {
    const vars = ['-e', 'ansible_async_dir=/opt/async', '-e', 'ansible_user=deploy'];
    await refused(
      await smoke('web1', vars),
      4,
      /web1: no job of deploy could write its job file there; nothing was run\n {2}seen: async dir: \/opt\/async/,
    );
  });

  test('a playbook that Ansible does not read, and a vault without a password', async () => {
    site.write('group_vars/web.yml', '$ANSIBLE_VAULT;1.1;AES256\n6162\n');
    try {
      await refused(await smoke('web1'), 3, /ansible-playbook can't begin with .*[\s\S]*vault/i);
    } finally {
      site.write('group_vars/web.yml', '{}\n');
    }
  });

  test('nobody says yes', async () => {
    const ended = await place.smoke(join(site.folder, 'site.yml'), [
      '-i',
      join(site.folder, 'inventory.ini'),
      '--limit',
      'web1',
    ]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain('will run FOR REAL on web1');
    expect(ended.stderr).toContain('nobody can be asked here, and nothing was run');
    expect(await host.sh('ls /var/tmp')).toBe('');
    expect(place.recordFiles()).toEqual([]);
  });

  test('--allow-hosts lets two be', async () => {
    const args = [
      '-i',
      join(site.folder, 'inventory.ini'),
      '--limit',
      'web1:web2',
      '--allow-hosts',
      '2',
      '--yes',
      '--prove',
    ];
    const { code, stdout } = await place.smoke(join(site.folder, 'site.yml'), args);
    expect(stdout).toContain('verdict: PASS');
    expect(code).toBe(0);
    const { runs, proofs } = place.record('site');
    expect(runs.map((one) => `${one.host} ${one.status}`)).toEqual(['web1 green', 'web2 green']);
    expect(proofs.map(({ trial, outcome }) => `${trial.job.host} ${outcome.kind}`)).toEqual([
      'web1 surfaced',
      'web2 surfaced',
    ]);
  });
});
