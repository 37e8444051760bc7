import { z } from 'zod';
import { HEADROOM } from '../model/defaults.ts';

/** The YAML of a request for a play, as people write it, and as an assistant's tool takes it. */

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a number with a unit, such as 90s, 40m or 2h')
  .describe('A number with a unit: s, m, h or d');

const job = z.strictObject({
  name: z.string().trim().min(1).describe('The name of its task; each job has its own'),
  command: z.string().trim().min(1).optional().describe('What it runs, as typed into a shell'),
  module: z
    .string()
    .regex(/^[a-z_]\w*(\.[a-z_]\w*){0,2}$/, 'the name of a module, such as ansible.builtin.apt')
    .optional()
    .describe('In place of a command: a module'),
  args: z.record(z.string(), z.unknown()).optional().describe('Arguments of the module'),
  runtime: duration.describe('The slowest run that you have seen'),
  parallel: z
    .boolean()
    .optional()
    .describe('Whether it may run beside its neighbours that may as well (default: true)'),
  reboots: z
    .boolean()
    .optional()
    .describe('The host has to be restarted after it: the play does that, not the job (default: false)'),
});

export const designSchema = z.strictObject({
  name: z.string().trim().min(1).optional().describe('The name of the play'),
  hosts: z.string().trim().min(1).optional().describe('The hosts of the play, as in a playbook (default: all)'),
  'host-count': z.int().min(1).max(100_000).optional().describe('How many hosts that are, at most (default: 1)'),
  become: z.boolean().optional().describe('Whether the play becomes root (default: false)'),
  headroom: z
    .number()
    .min(1)
    .max(100)
    .optional()
    .describe(`How many times its slowest runtime a job gets as its limit (default: ${HEADROOM})`),
  boot: duration.optional().describe('The slowest restart of a host that you have seen'),
  jobs: z.array(job).min(1).max(100).describe('In their order'),
});

export type DesignYaml = z.output<typeof designSchema>;

/** JSON Schema for editors; docs/schema/design.json is this. */
export function designJsonSchema(): unknown {
  return {
    title: 'a play to design with reapcheck',
    ...z.toJSONSchema(designSchema, { io: 'input', target: 'draft-7' }),
  };
}
