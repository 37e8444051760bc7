import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { DisposableHost } from '../../harness/model/host.ts';

/** Counts who calls, at an address of the loopback that nobody uses. */
export async function canary(address: string) {
  const called: string[] = [];
  const server = createServer((socket) => {
    called.push(address);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => void server.close());
  return { called, port: (server.address() as AddressInfo).port, address };
}

/** As a lab hands them out, but for the brand: its address is one where somebody counts. */
export function host(name: string, address: string, port: number): DisposableHost {
  const files = { identityFile: '/nowhere', knownHostsFile: '/nowhere', receiptsDir: '/nowhere' };
  return { name, address, port, user: 'root', ...files } as unknown as DisposableHost;
}
