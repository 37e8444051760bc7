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
    const { headers } = (await container.infoArchive({ path })) as unknown as {
      readonly headers: Readonly<Record<string, string>>;
    };
    // JSON in base64 (Docker Engine API, ContainerArchiveInfo).
    const stat = JSON.parse(Buffer.from(headers['x-docker-container-path-stat'] ?? 'e30=', 'base64').toString()) as {
      readonly linkTarget?: string;
    };
    return { target: stat.linkTarget || undefined };
  } catch (error) {
    if (causeCode(error) === 404) return undefined;
    throw error;
  }
}
