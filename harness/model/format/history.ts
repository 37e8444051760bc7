import * as z from 'zod';
import { eventSchema } from '../event.ts';
import type { Arm, WrapperAct } from '../fault.ts';
import type { Entry, RunMark, StrikeMark } from '../history.ts';
import type { Sighting } from '../sighting.ts';
import { place, texts } from './parts.ts';
import { formatOf } from './stored.ts';

const count = z.number().int().nonnegative();
const before = { workSeconds: z.number(), strikeSeconds: z.number() };

/** Before a harmful fault was said to come late, it had no `before`: histories of older versions. */
const act = formatOf<WrapperAct>()(
  z.union([
    z.object({ act: z.enum(['hold', 'kill-watcher']), seconds: z.number() }),
    z.object({
      act: z.literal('job-file'),
      how: z.enum(['lose', 'wipe', 'truncate', 'empty', 'garble', 'full-disk']),
      ...before,
    }),
    z.object({ act: z.literal('rc'), rc: z.number(), ...before }),
    z.object({ act: z.enum(['hang', 'held-stdout']), seconds: z.number(), ...before }),
    z.object({
      act: z.enum([
        ...['fail-json', 'traceback', 'garbage', 'silent', 'kill-module', 'kill-leaf', 'kill-runner', 'kill-both'],
        'own-started-key',
      ] as const),
      ...before,
    }),
  ]),
);

const arm = formatOf<Arm>()(
  z.object({
    fault: z.string(),
    token: z.string(),
    job: z.object({ host: z.string(), place, item: count.nullable(), nth: count }),
    act,
    healthyMs: z.exactOptional(z.number().nullable()),
  }),
);

const at = z.number().describe('epoch in ms, on the controller');

const run = formatOf<RunMark>()(
  z.union([
    z.object({ type: z.literal('started'), at, timeLimitMs: z.number(), speed: z.exactOptional(z.number()) }),
    z.object({
      type: z.literal('ended'),
      at,
      how: z.enum(['exited', 'timed-out', 'aborted']),
      rc: z.number().nullable(),
    }),
  ]),
);

const strike = formatOf<StrikeMark>()(
  z.union([
    z.object({ type: z.literal('armed'), at, arm }),
    z.object({ type: z.literal('struck'), at, token: z.string(), evidence: texts }),
    z.object({ type: z.literal('failed'), at, token: z.string(), why: z.string() }),
    z.object({ type: z.literal('healed'), at, token: z.string() }),
  ]),
);

const seen = { at, host: z.string() };
const processId = z.object({ pid: z.number(), startTicks: z.number() });
const flag = z.exactOptional(z.boolean());
const optionalText = z.exactOptional(z.string());

const sighting = formatOf<Sighting>()(
  z.union([
    z.object({
      type: z.literal('job-file'),
      ...seen,
      path: z.string(),
      jid: z.string(),
      state: z.enum(['present', 'gone']),
      bytes: z.exactOptional(z.number()),

      readable: flag,
      finished: flag,
      failed: flag,
      rc: z.exactOptional(z.number()),
      timedOut: flag,
      token: optionalText,
    }),
    z.object({
      type: z.literal('process'),
      ...seen,
      ...processId.shape,
      state: z.enum(['alive', 'gone']),
      jid: optionalText,
      role: z.exactOptional(z.enum(['wrapper', 'descendant', 'stand-in'])),
    }),
    z.object({ type: z.literal('boot'), ...seen, bootId: z.string() }),
    z.object({
      type: z.literal('receipt'),
      ...seen,
      token: z.string(),
      fault: z.string(),
      jid: z.string(),
      struckAt: z.number(),
      jobFile: optionalText,
      pids: z.object({
        watcher: processId,
        runner: processId,
        module: processId,
        leaf: z.exactOptional(processId),
      }),
    }),
    z.object({
      type: z.literal('progress'),
      ...seen,
      token: z.string(),
      jid: z.string(),
      work: z.enum(['none', 'stopped', 'done']),
      workedSeconds: z.exactOptional(z.number()),
    }),
    z.object({
      type: z.literal('probe'),
      ...seen,
      state: z.enum(['watching', 'looked', 'stopped', 'lost']),
      reason: optionalText,
    }),
    z.object({ type: z.literal('load'), ...seen, load: z.number(), processors: z.number() }),
    z.object({
      type: z.literal('link'),
      ...seen,
      accepted: z.number(),
      idleDropped: z.number(),
      longestIdleMs: z.number(),
      sshServer: z.exactOptional(z.string()),
    }),
    z.object({
      type: z.literal('wall'),
      ...seen,
      to: z.string(),
      protocol: z.string(),
      port: z.exactOptional(z.number()),
      lookup: optionalText,
    }),
    z.object({ type: z.literal('fetch'), ...seen, from: z.string(), failed: optionalText }),
  ]),
);

/** One line of history.jsonl. */
export const entryFormat = formatOf<Entry>()(
  z.union([
    z.object({ kind: z.literal('run'), run }),
    z.object({ kind: z.literal('event'), event: eventSchema }),
    z.object({ kind: z.literal('sighting'), sighting }),
    z.object({ kind: z.literal('strike'), strike }),
  ]),
);
