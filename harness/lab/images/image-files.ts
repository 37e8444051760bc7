import type { IncomingMessage } from 'node:http';
import type { Container } from 'dockerode';
import { causeCode } from '../engine.ts';

/** A file of an image. */
export interface ImageFile {
  /** Where it leads to, where it is a symbolic link. */
  readonly target: string | undefined;
}

/** Looks at a file in a container that need not run, as the engine sees it; undefined where there is none. */
export async function fileIn(container: Container, path: string): Promise<ImageFile | undefined> {
  try {
    const answer = (await container.infoArchive({ path })) as unknown as IncomingMessage;
    // Unread, it would keep its connection to the engine open, and this process alive.
    answer.resume();
    const told = answer.headers['x-docker-container-path-stat'];
    // JSON in base64 (Docker Engine API, ContainerArchiveInfo).
    const stat = JSON.parse(Buffer.from(typeof told === 'string' ? told : 'e30=', 'base64').toString()) as {
      readonly linkTarget?: string;
    };
    return { target: stat.linkTarget || undefined };
  } catch (error) {
    if (causeCode(error) === 404) return undefined;
    throw error;
  }
}
