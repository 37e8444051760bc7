import type { WantedFile } from '../wanted-file.ts';

/** Where a machine of a run finds its way to packages: an address of its loopback that nobody else uses, and a port that no service has. */
export const PROXY = { address: '127.198.18.1', port: 3189 } as const;

const at = `http://${PROXY.address}:${PROXY.port}`;

/** Of apt.conf(5): packages come by the proxy, whatever they come from. */
export const APT_SETTINGS = `Acquire::http::Proxy "${at}";\nAcquire::https::Proxy "${at}";\n`;

/** Read last, so that what else is set there gives way. */
const FILE = '/etc/apt/apt.conf.d/zz-reapcheck';

/** On a host without apt nobody reads it. */
export function wantedAptSettings(): WantedFile {
  return { target: FILE, content: APT_SETTINGS, mode: 0o644 };
}
