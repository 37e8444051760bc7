import { expect, test } from 'vitest';
import { parseDeb822, parseOneLine } from '../../harness/lab/images/apt-source.ts';

test('one-line sources: options, components, comments', () => {
  const text = `
# deb http://commented.example/debian bookworm main
deb http://one.example/debian bookworm main contrib # the usual
deb-src http://one.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] https://two.example/debian/ trixie main
  deb [ trusted=yes ] file:/srv/debian bookworm main`;
  expect(parseOneLine(text)).toEqual([
    {
      uri: 'http://one.example/debian',
      suite: 'bookworm',
      components: ['main', 'contrib'],
      signedBy: undefined,
      trusted: false,
    },
    {
      uri: 'https://two.example/debian/',
      suite: 'trixie',
      components: ['main'],
      signedBy: '/usr/share/keyrings/a.gpg',
      trusted: false,
    },
    { uri: 'file:/srv/debian', suite: 'bookworm', components: ['main'], signedBy: undefined, trusted: true },
  ]);
});

test('deb822 sources: several URIs and suites are as many sources; a disabled stanza is none', () => {
  const text = `# the archive
Types: deb deb-src
URIs: http://a.example/debian
  http://b.example/debian
Suites: bookworm bookworm-updates
# in between
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main


types: deb-src
uris: http://src.example/debian
suites: bookworm
components: main
`;
  const sources = parseDeb822(text);
  expect(sources.map(({ uri, suite }) => `${uri} ${suite}`)).toEqual([
    'http://a.example/debian bookworm',
    'http://a.example/debian bookworm-updates',
    'http://b.example/debian bookworm',
    'http://b.example/debian bookworm-updates',
  ]);
  expect(sources[0]?.components).toEqual(['main']);
  expect(sources[0]?.signedBy).toBe('/usr/share/keyrings/debian-archive-keyring.gpg');
});

test('a key that is embedded in the stanza is no key file', () => {
  const text = `Types: deb
URIs: http://a.example/debian
Suites: sid
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS
 -----END PGP PUBLIC KEY BLOCK-----
Trusted: yes`;
  expect(parseDeb822(text)).toEqual([
    { uri: 'http://a.example/debian', suite: 'sid', components: ['main'], signedBy: undefined, trusted: true },
  ]);
});
