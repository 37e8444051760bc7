import { once } from 'node:events';
import { connect } from 'node:net';
import type { Container } from 'dockerode';
import { ReapcheckError } from '../model/error.ts';
import { pause } from '../time/clock.ts';
import { execInside } from './container-orders.ts';
import { LOOPBACK } from './host-kind.ts';

/** A host that is about to greet needs less. */
const AGAIN_MS = 3_000;
/** The host's own list of sockets: port 22 (0016), state LISTEN (0A); proc(5). */
const LISTENS = "grep -Eqs ':0016 [0-9A-F:]+ 0A ' /proc/net/tcp /proc/net/tcp6";

/**
 * Throws `engine-elsewhere` where the engine publishes on another loopback than ours: the host listens, and its port is closed here. So it
 * is where the engine's socket is mounted into a container, or leads to another machine. Resolves when the signal ends it.
 */
export async function refuseEngineElsewhere(container: Container, port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(AGAIN_MS, signal).catch(() => {});
    if (signal.aborted || !(await isClosed(port)) || !(await listens(container)) || !(await isClosed(port))) continue;
    throw new ReapcheckError({
      code: 'engine-elsewhere',
      kind: 'environment',
      what: 'the container engine publishes its ports on another loopback than that of this machine',
      expected: 'reapcheck and the engine on one machine, in one network',
      seen: `the host listens for SSH, and ${LOOPBACK}:${port}, where the engine has published that, is closed`,
      remedy:
        'in a container with the engine’s socket mounted, give it the network of its machine (--network host), or run reapcheck on that machine',
    });
  }
}

async function isClosed(port: number): Promise<boolean> {
  const socket = connect({ host: LOOPBACK, port });
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

/** A container that can't be asked tells nothing. */
async function listens(container: Container): Promise<boolean> {
  const told = await execInside(container, ['sh', '-c', LISTENS]).catch(() => undefined);
  return told?.code === 0;
}
