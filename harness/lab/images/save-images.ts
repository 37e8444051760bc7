import type { Readable } from 'node:stream';
import type { Engine } from '../engine.ts';
import { type ArchiveContents, firstEntry } from './archive.ts';

/** dockerode has it (`/images/get`), and its types do not. */
type EngineThatSaves = Engine & {
  getImages(options: { readonly names: readonly string[]; readonly abortSignal: AbortSignal }): Promise<Readable>;
};

/** The bytes of an archive of these images, as the engine gives them: nothing is held in memory. */
export async function* archiveOf(
  engine: Engine,
  contents: ArchiveContents,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  yield firstEntry(contents);
  // One archive for all of them: a layer that several have is in it once.
  const names = contents.images.map(({ name }) => name);
  yield* await (engine as EngineThatSaves).getImages({ names, abortSignal: signal });
}
