import { isIP } from 'node:net';

/** A server that packages come from: this name and this port, and no other. */
export interface Registry {
  /** Lower case. */
  readonly host: string;
  readonly port: number;
}

/**
 * Of an address that a package manager is set up with; undefined for what isn't reached by HTTP, and for a server without a name of its own:
 * an IP address, in whatever spelling, or the machine itself. `URL` has resolved the spellings.
 */
export function registryOf(uri: string): Registry | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, port } = new URL(uri);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  if (hostname === '' || hostname.startsWith('[') || isIP(hostname) !== 0 || /(^|\.)localhost\.?$/.test(hostname))
    return undefined;
  return { host: hostname, port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port) };
}

/** Each of them once. */
export function registriesOf(uris: readonly string[]): readonly Registry[] {
  const found = uris.flatMap((uri) => registryOf(uri) ?? []);
  return [...new Map(found.map((one) => [registryName(one), one])).values()];
}

/** What `CONNECT` asks for (RFC 9110, 9.3.6): a name and a port, and nothing else. */
export function registryAsked(authority: string): Registry | undefined {
  const [, host, port] = /^([a-z0-9.-]+):(\d{1,5})$/i.exec(authority) ?? [];
  return host === undefined ? undefined : { host: host.toLowerCase(), port: Number(port) };
}

export function isAmong(registries: readonly Registry[], asked: Registry): boolean {
  return registries.some(({ host, port }) => host === asked.host && port === asked.port);
}

export function registryName({ host, port }: Registry): string {
  return `${host}:${port}`;
}
