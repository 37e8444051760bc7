import { z } from 'zod';
import { SAID_ON_HOST } from '../model/sighting.ts';

/** What watch.py may say: a sighting, or that it has told all that stood there when it was asked. */
export const Saying = z.discriminatedUnion('type', [
  ...SAID_ON_HOST,
  z.object({ type: z.literal('synced'), id: z.string() }),
]);

export type Saying = z.infer<typeof Saying>;
