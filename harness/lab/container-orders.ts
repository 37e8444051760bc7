import type { Container } from 'dockerode';
import { waitFor } from '../time/deadline.ts';

const PAUSE_WITHIN_MS = 5_000;

/** Has all processes of a container stand still; `name` is for the message. Throws `DeadlinePassed`, or the signal's reason. */
export async function pauseContainer(container: Container, name: string, signal: AbortSignal): Promise<void> {
  await waitFor(
    async () => {
      try {
        await container.pause();
        return { done: true, value: undefined };
      } catch (error) {
        // runc gives up where processes come and go faster than it can freeze them; the engine says 500 then.
        if ((error as { statusCode?: number }).statusCode !== 500) throw error;
        return { done: false, last: error instanceof Error ? error.message : String(error) };
      }
    },
    { what: `${name} to stand still`, withinMs: PAUSE_WITHIN_MS, signal },
  );
}

/** Starts a command in a running container, and doesn't wait for its end. */
export async function execDetached(container: Container, command: readonly string[]): Promise<void> {
  const order = await container.exec({ Cmd: [...command] });
  const answer = await order.start({ Detach: true });
  // Unread, it would keep its connection to the engine open, and this process alive.
  answer.destroy();
}

/** Where a TCP port of a running container is published on this machine. Throws if it isn't. */
export async function mappedPort(container: Container, port: number): Promise<number> {
  const { NetworkSettings } = await container.inspect();
  const mapped = Number(NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort);
  if (!mapped) throw new Error(`the engine has published no port for port ${port}`);
  return mapped;
}

/** Runs a command in a running container to its end. Its output is stdout and stderr as they came. */
export async function execInside(
  container: Container,
  command: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  // With a terminal, both come as one plain stream.
  const order = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await order.start({ Tty: true });
  let output = '';
  for await (const chunk of stream) output += String(chunk);
  return { code: (await order.inspect()).ExitCode, output };
}
