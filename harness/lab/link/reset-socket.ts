import type { Socket } from 'node:net';

/**
 * Ends a connection with a reset. While the end of its bytes is being handed to the system, Node can't: it says EINVAL, keeps the handle, and a
 * process with such a handle never exits. Then the reset follows that end.
 */
export function resetSocket(socket: Socket): void {
  const ending = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished;
  if (ending && !socket.destroyed) socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
