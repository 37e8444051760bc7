import { readFileSync } from 'node:fs';

/** The base64 keys that a known_hosts file pins for `[address]:port` (or `address` on port 22). Hashed names are not read. */
export function pinnedKeys(knownHostsFile: string, address: string, port: number): readonly string[] {
  const name = port === 22 ? address : `[${address}]:${port}`;
  return readFileSync(knownHostsFile, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([names, , key]) => (names && key && names.split(',').includes(name) ? [key] : []));
}
