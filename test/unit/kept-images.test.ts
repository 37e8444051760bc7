import { expect, test } from 'vitest';
import { versionsWanted } from '../../harness/cli/ansible-option.ts';
import { keptImages } from '../../harness/cli/kept-images.ts';
import { nameOf } from '../../harness/lab/host-image.ts';
import { controllerDigest, controllerImageFor } from '../../harness/lab/images/controller-image.ts';
import { imageDigest } from '../../harness/lab/images/image-context.ts';
import { ownDigest } from '../../harness/lab/images/own-digest.ts';

const names = (flags: Parameters<typeof keptImages>[0]) => keptImages(flags).hosts.map(nameOf);

test('without a word on controllers, only hosts are meant, of each kind', () => {
  const hosts = ['reapcheck/light:debian-13', 'reapcheck/systemd:debian-13'];
  for (const flags of [{}, { controller: 'local' }, { controller: 'local', ansible: ['2.21'] }]) {
    expect(names({ image: ['debian-13'], ...flags })).toEqual(hosts);
    expect(keptImages(flags).versions).toEqual([]);
  }
});

test('a controller comes with the host image that it is made on, once', () => {
  const own = ['reapcheck/light:debian-12', 'reapcheck/systemd:debian-12'];
  const container = { controller: 'container' };
  expect(names({ ...container, ansible: ['2.14', '2.19'] })).toEqual(own);
  expect(names({ ...container, ansible: ['2.20', '2.21'] })).toEqual([...own, 'reapcheck/light:debian-13']);
  expect(keptImages(container)).toMatchObject({ versions: ['2.21'] });
});

test('what can’t be kept is refused', () => {
  const refused = (flags: Parameters<typeof keptImages>[0], code: string) =>
    expect(() => keptImages(flags)).toThrowError(expect.objectContaining({ code, kind: 'usage' }));
  refused({ controller: 'registry.example/ee:1' }, 'not-ours');
  refused({ ansible: ['2.21'] }, 'contradiction');
});

test('versions, with commas: each once; neither paths nor what is too old', () => {
  expect(versionsWanted('2.19, 2.21.5,2.19')).toEqual(['2.19', '2.21.5']);
  for (const none of ['', '2.19,', '/usr/bin/ansible-playbook', '2.13'])
    expect(() => versionsWanted(none)).toThrow(/Write|oldest/);
});

test('an image of ours is known by its name, a host’s and a controller’s; another has no digest', () => {
  expect(ownDigest('reapcheck/light:debian-13')).toBe(imageDigest({ kind: 'light', system: 'debian-13' }));
  for (const version of ['2.21', '2.19.4'])
    expect(ownDigest(`reapcheck/controller:ansible-core-${version}`)).toBe(
      controllerDigest(controllerImageFor(version)),
    );
  for (const other of ['2.13', 'devel', '', '2.21-mine'])
    expect(ownDigest(`reapcheck/controller:ansible-core-${other}`)).toBeUndefined();
  expect(ownDigest('reapcheck/light:mine')).toBeUndefined();
});
