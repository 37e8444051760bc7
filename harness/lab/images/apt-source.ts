/** One place that apt gets packages from; several URIs or suites of one entry are several sources. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  /** A key file's path. An embedded key or a fingerprint isn't taken up: debootstrap can't use it. */
  readonly signedBy: string | undefined;
  readonly trusted: boolean;
}

/** The one-line format: `deb [ options ] uri suite component…` (sources.list(5)). */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.replace(/#.*/, ''));
    if (!match) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const option = (name: string) => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(options)?.[1];
    return [
      {
        uri,
        suite,
        components: components.split(/\s+/).filter(Boolean),
        signedBy: keyFile(option('signed-by')),
        trusted: option('trusted') === 'yes',
      },
    ];
  });
}

/** The deb822 format: stanzas of `Field: value` lines, continued by indented ones. */
export function parseDeb822(text: string): AptSource[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const fields = new Map<string, string>();
      for (const match of stanza.matchAll(/^(\S+?):(.*(?:\n[ \t].*)*)/gm)) {
        fields.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim());
      }
      const words = (name: string) => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
      if (!words('types').includes('deb') || fields.get('enabled')?.toLowerCase() === 'no') return [];
      return words('uris').flatMap((uri) =>
        words('suites').map((suite) => ({
          uri,
          suite,
          components: words('components'),
          signedBy: keyFile(fields.get('signed-by')),
          trusted: fields.get('trusted')?.toLowerCase() === 'yes',
        })),
      );
    });
}

function keyFile(value: string | undefined): string | undefined {
  return value !== undefined && /^\/\S+$/.test(value) ? value : undefined;
}
