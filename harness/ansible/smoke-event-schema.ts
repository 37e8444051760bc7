import * as z from 'zod';

const at = z.number().int();
const count = z.number().int().nonnegative();
const names = z.array(z.string()).readonly();
const place = z.strictObject({ file: z.string().min(1), line: count, column: z.exactOptional(count) }).nullable();
const planned = { name: z.string(), place, async: z.string(), poll: z.string() };
const ofTask = { host: z.string(), task: z.string(), item: count.nullable(), nth: count };
const process = { pid: count, startTicks: count };

/** What a run on an inventory tells. A look's answer comes from the host: it is checked, not trusted. */
export const SMOKE_EVENTS = [
  z.strictObject({ type: z.literal('limit'), at, hosts: names, known: names }),
  z.strictObject({
    type: z.literal('plan'),
    at,
    play: z.string(),
    tasks: count,
    jobs: z.array(z.strictObject(planned)).readonly(),
    delegated: z.array(z.strictObject({ ...planned, to: z.string() })).readonly(),
  }),
  z.strictObject({
    type: z.literal('look'),
    at,
    host: z.string(),
    login: z.boolean(),
    user: z.string(),
    uid: count,
    python: z.string(),
    interpreter: z.string(),
    bootId: z.string(),
    clock: z.strictObject({ offsetMs: z.number(), withinMs: z.number() }),
    asyncDir: z.strictObject({
      path: z.string(),
      exists: z.boolean(),
      usable: z.boolean(),
      mode: z.exactOptional(z.string()),
      owner: z.exactOptional(z.string()),
      freeBytes: z.number(),
      freeFiles: z.number().nullable(),
    }),
    jobFiles: z
      .array(
        z.strictObject({
          path: z.string(),
          jid: z.string(),
          writtenAt: z.number(),
          bytes: z.exactOptional(z.number()),
          readable: z.exactOptional(z.boolean()),
          finished: z.exactOptional(z.boolean()),
          failed: z.exactOptional(z.boolean()),
          rc: z.exactOptional(z.number()),
          timedOut: z.exactOptional(z.boolean()),
          token: z.exactOptional(z.string()),
        }),
      )
      .readonly(),
    jobFileCount: count,
    processes: z
      .array(z.strictObject({ ...process, jid: z.string(), role: z.enum(['wrapper', 'descendant']) }))
      .readonly(),
    payloads: names,
    removed: names,
    left: names,
  }),
  z.strictObject({
    type: z.literal('stand-in'),
    at,
    ...ofTask,
    token: z.string(),
    jid: z.string().min(1),
    path: z.string(),
    finished: z.boolean(),
    rc: z.exactOptional(z.number()),
  }),
  z.strictObject({ type: z.literal('poll'), at, ...ofTask, jid: z.string(), attempt: count }),
  z.strictObject({
    type: z.literal('source'),
    at,
    file: z.exactOptional(z.string()),
    role: z.exactOptional(z.string()),
  }),
  z.strictObject({ type: z.literal('tmp'), at, name: z.string() }),
] as const;
