import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { handedOn } from '../../harness/ansible/handed-on.ts';
import { readAnswer } from '../../harness/lab/controller/ask-image.ts';
import { shownIn } from '../../harness/lab/controller/shown.ts';
import {
  controllerDigest,
  controllerImageFor,
  controllerOf,
  defaultSeries,
  type SeenController,
} from '../../harness/lab/images/controller-image.ts';
import { controllerName } from '../../harness/lab/images/controller-name.ts';
import { CONTAINERS_DIR } from '../../harness/lab/images/image-context.ts';
import { SERIES } from '../../harness/model/ansible-core.ts';
import { pipSettings } from '../../harness/setup/pip-settings.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'controller-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('each series has an image on a Debian whose Python it runs on', () => {
  const pythons = { 'debian-12': 11, 'debian-13': 13 } as const;
  for (const { name, python } of SERIES) {
    const { base } = controllerImageFor(name);
    const minor = pythons[base.system as keyof typeof pythons];
    expect([name, minor >= python[0] && minor <= python[1]]).toEqual([name, true]);
  }
  expect(controllerImageFor('2.19.4').base.system).toBe('debian-12');
  expect(controllerImageFor('2.99').base.system).toBe('debian-13');
  expect(controllerName({ version: '2.21' })).toBe('reapcheck/controller:ansible-core-2.21');
  expect(defaultSeries()).toBe('2.21');
});

test('an image is another one when a file that it is made from is, or its version', () => {
  const dir = join(folder(), 'containers');
  cpSync(CONTAINERS_DIR, dir, { recursive: true });
  const digest = (version: string) => controllerDigest(controllerImageFor(version), dir);
  const before = digest('2.19');
  expect(digest('2.18')).not.toBe(before);
  writeFileSync(join(dir, 'controller/install'), 'true\n');
  const changed = digest('2.19');
  expect(changed).not.toBe(before);
  writeFileSync(join(dir, 'light/init'), 'true\n');
  expect(digest('2.19')).not.toBe(changed);
});

test('of several images the current one with the wanted ansible-core is taken, the newest first', () => {
  const seen = (version: string, state: SeenController['state'] = 'current'): SeenController => ({
    name: controllerName({ version }),
    version,
    coreVersion: `${version}.5`,
    state,
    digest: 'abc',
    bytes: 1,
  });
  const all = [seen('2.21', 'outdated'), seen('2.20'), seen('2.19')];
  expect(controllerOf(all, undefined)?.version).toBe('2.20');
  expect(controllerOf(all, '2.19')?.version).toBe('2.19');
  expect(controllerOf(all, '2.19.5')?.version).toBe('2.19');
  expect(controllerOf(all, '2.21')?.state).toBe('outdated');
  expect(controllerOf(all, '2.1')).toBeUndefined();
});

test('an image shows paths once, with the disks in them, and never in the place of its own system', () => {
  const inside = (...shown: string[]) => ({ name: 'image', python: '/opt/ansible/bin/python3', shown });
  const shown = (...paths: string[]) => shownIn(inside(...paths), ['/', '/srv/site/data'], (path) => path !== '/gone');
  expect(shown('/srv/site', '/gone', '/srv/site/roles', '/home/a', '/srv/site')).toEqual([
    '/home/a',
    '/srv/site',
    '/srv/site/data',
  ]);
  expect(shown('/etc/ansible', '/usr/share/ansible/roles')).toEqual(['/etc/ansible', '/usr/share/ansible/roles']);
  for (const path of ['/', '/usr', '/opt', '/opt/ansible', '/etc', '/srv/a:b', '/srv/a b'])
    expect(() => shown(path)).toThrowError(expect.objectContaining({ code: 'hides-controller', kind: 'usage' }));
});

test('an image that can’t be a controller is told with what it lacks', () => {
  const whole = ['executable /usr/bin/ansible-playbook', 'python /usr/bin/python3.11', 'answer', '{"a": 1}'];
  expect(readAnswer('ee', whole)).toEqual({
    executable: '/usr/bin/ansible-playbook',
    python: '/usr/bin/python3.11',
    answer: '{"a": 1}',
  });
  const refused = (...lines: string[]) => expect(() => readAnswer('ee', lines));
  refused('lacks ssh', 'lacks mount', ...whole).toThrowError(/the image ee can't be a controller: it lacks ssh, mount/);
  refused('lacks ansible-playbook on PATH').toThrowError(/lacks ansible-playbook/);
  refused('sh: 1: Syntax error').toThrowError(/Syntax error/);
});

test('an image gets what Ansible is set up with, and nothing else of the environment', () => {
  const env = {
    ...{ ANSIBLE_CONFIG: 'a.cfg', HOME: '/home/a', LC_ALL: 'C', REAPCHECK_SESSION: '1' },
    ...{ PATH: '/bin', SSH_AUTH_SOCK: '/run/agent', AWS_SECRET_ACCESS_KEY: 'secret', MY_ANSIBLE_TOKEN: 'secret' },
  };
  expect(handedOn({ inside: { name: 'image', python: 'python3', shown: [] } }, env)).toEqual({
    ...{ ANSIBLE_CONFIG: 'a.cfg', HOME: '/home/a', LC_ALL: 'C', REAPCHECK_SESSION: '1' },
  });
  expect(handedOn({}, env)).toEqual(env);
});

test('pip gets its settings, and the files that they name, where these are', () => {
  const home = folder();
  const file = (name: string, text = '') => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const [cert, constraints, netrc] = [file('ca.pem'), file('constraints.txt'), file('.netrc')];
  const config = file(
    'pip.conf',
    `[global]\ncert = ${cert}\nlog = ${home}/none\nextra-index-url = https://pypi.invalid/simple\n    file://${home}/simple\n[install]\nconstraint=~/constraints.txt\n`,
  );
  const env = {
    HOME: home,
    PIP_CONFIG_FILE: config,
    PIP_USER: '1',
    PIP_INDEX_URL: 'https://a:b@pypi.invalid/x',
    TOKEN: 'x',
  };
  const { paths, env: handed } = pipSettings({ ...env, https_proxy: 'http://proxy.invalid:1' });
  expect(handed).toEqual({
    ...{ HOME: home, PIP_CONFIG_FILE: config, PIP_INDEX_URL: 'https://a:b@pypi.invalid/x' },
    https_proxy: 'http://proxy.invalid:1',
  });
  // What this machine's own configuration names stands there as well.
  expect(paths).toEqual(expect.arrayContaining([config, cert, constraints, netrc, home]));
});
