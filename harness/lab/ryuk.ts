// Not among the library's exports, but the one place where it says which image it would use.
import reaper from 'testcontainers/build/reaper/reaper.js';
import { type Engine, hasImage } from './engine.ts';
import { ryukDisabled } from './environment.ts';

/** The image of Testcontainers' own reaper: RYUK_CONTAINER_IMAGE, or the default of the installed version. */
export function ryukImage(): string {
  return reaper.getReaperImage();
}

/** Whether Ryuk can be used without a pull, and the user hasn't switched it off. */
export async function ryukAvailable(engine: Engine): Promise<boolean> {
  return !ryukDisabled() && (await hasImage(engine, ryukImage()));
}
