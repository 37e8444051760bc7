import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { type InventoryHost, Site } from './inventory-hosts.ts';
import { withAnsible } from './reapcheck.ts';
import { SmokePlace, touchOn } from './smoke-kit.ts';

/** Hosts from a program and a static file, groups from a plugin that reads the variables of both. */
function inventory(site: Site, host: InventoryHost): void {
  const vars = {
    ansible_host: '127.0.0.1',
    ansible_port: host.port,
    ansible_user: 'root',
    ansible_ssh_common_args: site.ssh(),
    tier: 'web',
  };
  const listed = JSON.stringify({ farm: { hosts: ['web1', 'web2'] }, _meta: { hostvars: { web1: vars, web2: vars } } });
  site.write('inventory/10-static', '[spare]\nweb3 tier=web\ndb1 tier=db\n');
  site.write('inventory/20-program', `#!/bin/sh\n[ "$1" = --list ] && cat <<'EOF'\n${listed}\nEOF\n`, 0o755);
  site.write(
    'inventory/30-groups.yml',
    'plugin: ansible.builtin.constructed\nstrict: true\nkeyed_groups: [{key: tier, prefix: tier}]\n',
  );
}

describe.each(ansibles())('%s', (executable) => {
  let site: Site;
  let place: SmokePlace;
  let host: InventoryHost;
  beforeAll(async () => {
    site = new Site();
    place = new SmokePlace(site, executable);
    host = await site.host();
    inventory(site, host);
    site.write('site.yml', touchOn('tier_web'));
  });
  beforeEach(() => host.sh('rm -f /var/tmp/it-ran'));
  afterAll(async () => {
    place[Symbol.dispose]();
    await site[Symbol.asyncDispose]();
  });

  const args = (limit: string) => [
    ...['smoke', join(site.folder, 'site.yml'), '--runs', place.runs, ...withAnsible(executable)],
    ...['-i', join(site.folder, 'inventory'), '--limit', limit],
  ];
  const hasRun = async () => (await host.sh('ls /var/tmp')) === 'it-ran\n';

  test('hosts of a program, in groups of a plugin', async () => {
    const { code, stdout } = await place.run([...args('web2'), '--yes', '--prove'], place.environment);
    expect(stdout).toContain('verdict: PASS');
    expect(code).toBe(0);
    expect(place.record('site')).toMatchObject({ hosts: ['web2'], proofs: [{ outcome: { kind: 'surfaced' } }] });
    expect(await hasRun()).toBe(true);
  });

  test('a limit that a plugin made a group of is refused with its hosts', async () => {
    const { code, stderr } = await place.run([...args('tier_web'), '--yes'], place.environment);
    expect(stderr).toMatch(/--limit tier_web matches 3 hosts; .*\n.*\n {2}seen: web1, web2, web3/);
    expect(code).toBe(3);
    expect(await hasRun()).toBe(false);
  });

  test.each([
    ['y', 'yes\r', 0, true],
    ['n', 'n\r', 3, false],
    ['nothing but Enter', '\r', 3, false],
    ['the end of input', '\x04', 3, false],
    ['Ctrl-C', '\x03', 130, false],
  ])('asked on a terminal, the answer is %s', async (_what, keys, code, runs) => {
    const smoke = place.startOnTerminal(args('web1'), { ...place.environment, NO_COLOR: '1' });
    await smoke.says('Run it? [y/N]');
    smoke.type(keys);
    const ended = await smoke.ended;
    expect(ended.stderr).toMatch(runs ? /verdict: PASS/ : code === 130 ? /interrupted/i : /not confirmed/);
    expect(ended.code).toBe(code);
    expect(await hasRun()).toBe(runs);
  });
});
