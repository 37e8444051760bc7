import * as z from 'zod';
import type { Event } from '../model/event.ts';
import { SMOKE_EVENTS } from './smoke-event-schema.ts';

const at = z.number().int();
const place = z.strictObject({
  file: z.string().min(1),
  line: z.number().int().positive(),
  column: z.exactOptional(z.number().int().positive()),
});
const onHost = { at, host: z.string(), task: z.string() };
const item = z.number().int().nonnegative().nullable();
const nth = z.number().int().nonnegative();
const keyword = z.union([z.number(), z.string()]);
const flag = z.union([z.boolean(), z.string()]);
const bound = z.exactOptional(z.array(z.string()).readonly());
const tags = z.exactOptional(z.array(z.string()).readonly());
const count = z.number().int().nonnegative();

/** Strict: a field that the model doesn't name is a bug of the plugin, and could hold what nobody wanted stored. */
const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('playbook-start'),
    at,
    playbook: z.string(),
    coreVersion: z.string(),
    tags,
    skipTags: tags,
  }),
  z.strictObject({ type: z.literal('play-start'), at, play: z.string(), name: z.string(), pattern: z.string(), bound }),
  z.strictObject({ type: z.literal('no-hosts'), at, play: z.string() }),
  z.strictObject({
    type: z.literal('task-start'),
    at,
    task: z.string(),
    play: z.string(),
    name: z.string(),
    action: z.string(),
    place: z.exactOptional(place),
    handler: z.boolean(),
    async: keyword,
    poll: keyword,
    until: z.boolean(),
    untilWritten: z.exactOptional(z.string()),
    register: z.exactOptional(z.string()),
    retries: z.exactOptional(keyword),
    delay: z.exactOptional(keyword),
    ignoreErrors: flag,
    failedWhen: z.boolean(),
    noLog: flag,
    bound,
  }),
  z.strictObject({
    type: z.literal('launch'),
    ...onHost,
    on: z.string(),
    jid: z.string().min(1),
    item,
    nth,
    limit: z.number(),
    poll: z.number(),
    since: at,
    resultsFile: z.string(),
  }),
  z.strictObject({
    type: z.literal('collect'),
    ...onHost,
    via: z.enum(['async_status', 'keep-alive']),
    jid: z.string().min(1),
    item,
    nth,
    mode: z.enum(['status', 'cleanup']),
    since: at,
    attempts: z.number().int().positive(),
    retries: z.exactOptional(z.number()),
    delay: z.exactOptional(z.number()),
    until: z.boolean(),
    finished: z.boolean(),
    failed: z.boolean(),
    unreachable: z.boolean(),
    skipped: z.boolean(),
    rc: z.exactOptional(z.number()),
    msg: z.exactOptional(z.string()),
  }),
  z.strictObject({ type: z.literal('retry'), ...onHost, attempt: z.number(), of: z.number() }),
  z.strictObject({
    type: z.literal('result'),
    ...onHost,
    item,
    status: z.enum(['ok', 'failed', 'skipped', 'unreachable']),
    ignored: z.boolean(),
    changed: z.boolean(),
    msg: z.exactOptional(z.string()),
  }),
  z.strictObject({
    type: z.literal('refused'),
    at,
    host: z.string(),
    on: z.string(),
    task: z.exactOptional(z.string()),
    connection: z.string(),
    why: z.enum(['local', 'no-double', 'no-machine', 'own-plugin', 'nameless']),
  }),
  z.strictObject({ type: z.literal('work'), ...onHost, item, nth, since: at, work: z.string() }),
  z.strictObject({
    type: z.literal('host-ended'),
    at,
    host: z.string(),
    meta: z.enum(['end_host', 'end_batch', 'end_play']),
    place: z.exactOptional(place),
  }),
  z.strictObject({ type: z.literal('errors-cleared'), at, host: z.string(), place: z.exactOptional(place) }),
  z.strictObject({
    type: z.literal('stats'),
    at,
    hosts: z.record(
      z.string(),
      z.strictObject({
        ok: count,
        failures: count,
        unreachable: count,
        changed: count,
        skipped: count,
        rescued: count,
        ignored: count,
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('stub'),
    at,
    stub: count,
    of: z.enum(['module', 'lookup', 'filter', 'test']),
    name: z.string(),
    host: z.exactOptional(z.string()),
    task: z.exactOptional(z.string()),
  }),
  z.strictObject({
    type: z.literal('missing'),
    at,
    of: z.enum(['module', 'lookup', 'filter', 'test', 'task']),
    name: z.string(),
    host: z.exactOptional(z.string()),
    task: z.exactOptional(z.string()),
  }),
  ...SMOKE_EVENTS,
]);

type Parsed = z.output<typeof eventSchema>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Doesn't compile where schema and model differ. */
true satisfies Same<Parsed, Event> & Same<Parsed['type'], Event['type']>;

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
