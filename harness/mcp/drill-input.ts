import { z } from 'zod';
import { FAULTS, PRESETS } from '../faults/catalogue.ts';
import { playbook } from './shapes.ts';

const names = <T extends string>(all: readonly T[]) => all as unknown as readonly [T, ...T[]];
const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a number with a unit, such as 90s or 5m');

/** Most hosts of one drill: each is a container. */
const MOST_HOSTS = 4;

/** What a client may ask of a drill: never an inventory, an image, or arguments of ansible-playbook. */
export const drillInput = z.strictObject({
  playbook,
  preset: z
    .enum(names(Object.keys(PRESETS) as (keyof typeof PRESETS)[]))
    .optional()
    .describe('A set of faults (default: quick, which has three)'),
  faults: z
    .array(z.enum(names(FAULTS.map(({ name }) => name))))
    .min(1)
    .optional()
    .describe('In place of a preset: reapcheck://faults'),
  jobs: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Only jobs with one of these in their name, or with this file:line'),
  hosts: z.int().min(1).max(MOST_HOSTS).optional(),
  kind: z.enum(['light', 'systemd']).optional(),
  speed: z.number().min(1).max(1000).optional().describe('How much faster than written Ansible waits (default: 1)'),
  standIns: z
    .array(z.strictObject({ task: z.string().optional(), runtime: duration }))
    .max(50)
    .optional()
    .describe(
      'Stand-ins of these runtimes in the place of all jobs, or of the named task’s: for jobs that are long, or that the hosts can’t run',
    ),
  stubs: z.string().optional().describe('A stub file, seen from a root'),
  prepare: z.string().optional().describe('A playbook that is run once on the hosts before anything else'),
  acceptUncovered: z.boolean().optional().describe('A job that no run launches is meant to be so'),
});

export type DrillInput = z.output<typeof drillInput>;
