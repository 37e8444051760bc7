import * as z from 'zod';
import { type Event, eventSchema } from '../model/event.ts';

/** One line of the events file. A line that is not an event is a bug of ours, not the user's: a plain Error. */
export function parseEvent(line: string): Event {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new Error(`the events file holds a line that is not JSON: ${line.slice(0, 200)}`, { cause });
  }
  const parsed = eventSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(
    `the events file holds a line that is no event: ${line.slice(0, 200)}\n${z.prettifyError(parsed.error)}`,
  );
}
