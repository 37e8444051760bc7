import { z } from 'zod';

const process = z.object({ pid: z.number(), startTicks: z.number() });

/** What watch.py may say. It comes from the host, so it is checked, not trusted. */
export const Saying = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('job-file'),
    path: z.string(),
    jid: z.string(),
    state: z.enum(['present', 'gone']),
    bytes: z.number().optional(),
    readable: z.boolean().optional(),
    finished: z.boolean().optional(),
    failed: z.boolean().optional(),
    rc: z.number().optional(),
    timedOut: z.boolean().optional(),
    token: z.string().optional(),
  }),
  z.object({
    type: z.literal('process'),
    pid: z.number(),
    startTicks: z.number(),
    state: z.enum(['alive', 'gone']),
    jid: z.string().optional(),
    role: z.enum(['wrapper', 'descendant', 'stand-in']).optional(),
  }),
  z.object({ type: z.literal('boot'), bootId: z.string() }),
  z.object({
    type: z.literal('receipt'),
    token: z.string(),
    fault: z.string(),
    jid: z.string(),
    jobFile: z.string().optional(),
    struckAt: z.number(),
    pids: z.object({ watcher: process, runner: process, module: process, leaf: process.optional() }),
  }),
  z.object({
    type: z.literal('progress'),
    token: z.string(),
    jid: z.string(),
    work: z.enum(['none', 'stopped', 'done']),
  }),
  z.object({ type: z.literal('load'), load: z.number(), processors: z.number() }),
  z.object({ type: z.literal('synced'), id: z.string() }),
]);

export type Saying = z.infer<typeof Saying>;
