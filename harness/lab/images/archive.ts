import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ReapcheckError } from '../../model/error.ts';
import { TAR_BLOCK, tarEntry } from './tar-entry.ts';

/** An image in an archive, and the digest of what it was made from. */
export interface ArchivedImage {
  readonly name: string;
  readonly digest: string;
}

/** What an archive says of itself, in its first entry: known before anything of it is loaded. */
export interface ArchiveContents {
  /** Of the reapcheck that wrote it, for the reader of a refusal. */
  readonly version: string;
  readonly images: readonly ArchivedImage[];
}

const ENTRY = 'reapcheck-images.json';
const FORMAT = 'reapcheck/images/1';
const MOST_BYTES = 1024 * 1024;

/**
 * The first entry of an archive. `docker save` writes a tar archive, and one with an entry before its own is one, too: tar lists it, and `docker
 * load` passes over what it doesn't know.
 */
export function firstEntry({ version, images }: ArchiveContents): Buffer {
  return tarEntry(ENTRY, Buffer.from(`${JSON.stringify({ format: FORMAT, version, images }, null, 2)}\n`));
}

/** An archive on disk: what it says of itself, and the rest of it, which is what `docker save` wrote. */
export interface OpenedArchive {
  readonly contents: ArchiveContents;
  images(): Readable;
}

/** Throws `no-image-archive` for what `images save` has not written. */
export async function openArchive(file: string): Promise<OpenedArchive> {
  await using handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw noArchive(file, error.code === 'ENOENT' ? 'there is no such file' : error.message);
  });
  const read = async (at: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at).catch((error: Error) => {
      throw noArchive(file, error.message);
    });
    return buffer.subarray(0, bytesRead);
  };
  const header = await read(0, TAR_BLOCK);
  const size = Number.parseInt(header.toString('ascii', 124, 135), 8);
  if (header.toString('ascii', 0, ENTRY.length + 1) !== `${ENTRY}\0` || !(size > 0 && size < MOST_BYTES))
    throw noArchive(file, 'it begins in another way');
  const contents = contentsIn((await read(TAR_BLOCK, size)).toString('utf8'));
  if (!contents) throw noArchive(file, 'what it says of itself can’t be read');
  const start = TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  return { contents, images: () => createReadStream(file, { start, highWaterMark: MOST_BYTES }) };
}

function contentsIn(text: string): ArchiveContents | undefined {
  try {
    const { format, version, images } = JSON.parse(text) as Partial<ArchiveContents> & { readonly format?: unknown };
    if (format !== FORMAT || typeof version !== 'string' || !Array.isArray(images)) return undefined;
    const whole = images.every((one) => typeof one?.name === 'string' && typeof one.digest === 'string');
    return whole && images.length > 0 ? { version, images } : undefined;
  } catch {
    return undefined;
  }
}

function noArchive(file: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-image-archive',
    kind: 'usage',
    what: `${file} is no archive of host images`,
    expected: 'a file that `reapcheck images save` has written, not compressed',
    seen,
    remedy: 'name such a file; `reapcheck images save FILE` writes one where the images are',
  });
}
