import { z } from 'zod';
import { FAULTS } from '../faults/catalogue.ts';

/** The YAML of a scenario, as people write it. The published JSON Schema is made from this, descriptions included. */

const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a number with a unit, such as 90s, 250ms or 5m')
  .describe('A number with a unit: ms, s, m or h');
const span = z
  .strictObject({ 'at-least': duration.optional(), 'at-most': duration.optional() })
  .describe('Real time, both ends included');
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

const HOST_ENDS = ['green', 'failed', 'unreachable', 'untouched'] as const;
const JOB_ENDS = ['succeeded', 'failed', 'timed-out', 'lost', 'running'] as const;
const REASONS = ['failed', 'crashed', 'timed-out', 'lost', 'unreachable', 'retries-exhausted'] as const;
const REAPED = [
  ...['collected-ok', 'collected-failed', 'gave-up', 'saw-running', 'not-found'],
  ...['unreachable', 'skipped', 'cleaned-up', 'never'],
] as const satisfies readonly string[];
const TASK_ENDS = ['ok', 'failed', 'skipped', 'unreachable', 'never'] as const;

const jobWants = z.strictObject({
  ends: oneOrMore(z.enum(JOB_ENDS)).optional().describe('How the job itself ended, as seen on the host'),
  reaped: oneOrMore(z.enum(REAPED as unknown as readonly ['never', ...string[]]))
    .optional()
    .describe('What its last reap made of it'),
});

export const expectSchema = z
  .strictObject({
    play: z.enum(['green', 'red', 'hung']).optional().describe('How ansible-playbook ended'),
    hosts: z
      .record(z.string(), z.enum(HOST_ENDS))
      .optional()
      .describe('Host name (or "others") → how the play ended for it'),
    'host-counts': z
      .strictObject({
        green: z.int().min(0).optional(),
        failed: z.int().min(0).optional(),
        unreachable: z.int().min(0).optional(),
        untouched: z.int().min(0).optional(),
      })
      .optional()
      .describe('How many hosts ended so: the blast radius'),
    failures: z
      .union([
        z.enum(['surfaced', 'recovered', 'swallowed']),
        z.strictObject({
          are: z.enum(['surfaced', 'recovered', 'swallowed']),
          of: z.string().optional().describe('Part of a job’s task name; all failed jobs without it'),
          because: oneOrMore(z.enum(REASONS)).optional(),
        }),
      ])
      .optional()
      .describe('Whether the play went red for each job that failed'),
    jobs: z.record(z.string(), jobWants).optional().describe('Part of a task name → what became of its jobs'),
    reaps: z.enum(['complete']).optional().describe('Every job is reaped, and its reap sees its end'),
    parallel: z
      .union([z.literal('all'), z.array(z.string()).min(2)])
      .optional()
      .describe('These jobs (parts of task names) ran at the same time'),
    tasks: z
      .record(
        z.string(),
        z.strictObject({
          is: oneOrMore(z.enum(TASK_ENDS)),
          says: z.string().optional().describe('Part of the message of the failed task'),
        }),
      )
      .optional()
      .describe('Part of a task name → what the play made of it'),
    took: span.optional().describe('From ansible-playbook’s start to its end'),
    reboots: z
      .union([z.int().min(0), z.record(z.string(), z.int().min(0))])
      .optional()
      .describe('How often hosts rebooted, by their boot ids: of all hosts, or by host name (or "others")'),
    orphans: z.enum(['none', 'some']).optional().describe('Jobs that still ran when the play had ended'),
    'longest-idle': span.optional().describe('The longest time without a byte on any connection to a host'),
  })
  .describe('What the run must show; each key is an expectation of its own');

const fault = z.strictObject({
  fault: z.enum(FAULTS.map(({ name }) => name) as [string, ...string[]]).describe('See docs/faults.md'),
  job: z
    .string()
    .describe(
      'The async task: its name, a part of it, its line in the playbook, or its file:line (roles/web/tasks/main.yml:7)',
    ),
  hosts: oneOrMore(z.string()).optional().describe('The first host without it'),
  item: z.int().min(0).optional().describe('Of a loop, counted from 0'),
  limit: z.number().positive().optional().describe('Its async in seconds, where the source does not tell'),
});

const run = {
  playbook: z.string().describe('Relative to this file'),
  args: z.array(z.string()).optional().describe('More arguments for ansible-playbook'),
  vars: z.record(z.string(), z.unknown()).optional().describe('Extra variables (-e)'),
  speed: z.number().min(1).max(1000).optional().describe('How much faster than written Ansible waits'),
  'stand-ins': z
    .record(z.string(), duration)
    .optional()
    .describe('Task name → runtime (in the play’s time) of a stand-in in the place of its job'),
  stubs: z.string().optional().describe('A file with given results for tasks, relative to this file: docs/stubs.md'),
  faults: z.array(fault).optional().describe('Struck in this run, each in its own moment'),
  network: z
    .strictObject({
      'drop-idle': duration.optional().describe('Connections that are idle for so long go silent'),
      delay: duration.optional().describe('Each direction is slower by this'),
    })
    .optional(),
  boots: z
    .strictObject({
      down: z
        .union([z.literal('forever'), duration])
        .optional()
        .describe('How long a reboot keeps a host down'),
      'ssh-late': duration.optional().describe('From the boot to the SSH server'),
      'host-key': z.enum(['same', 'new']).optional(),
      'boot-id': z.enum(['same', 'new']).optional().describe('Whether the host shows another boot id after a reboot'),
    })
    .optional()
    .describe('How hosts come back when they reboot'),
  'time-limit': duration.optional().describe('The play counts as hung after this; 2m without it'),
};

const step = z.strictObject({ name: z.string().optional(), ...run, expect: expectSchema });

export const scenarioSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by dashes')
      .describe('Unique among all scenarios'),
    why: z.string().min(1).describe('What it proves, in a sentence or two'),
    tags: z.array(z.string()).optional(),
    needs: z
      .strictObject({
        ansible: z
          .string()
          .regex(/^(>=|<)\d+\.\d+$/, 'such as >=2.17 or <2.17')
          .optional(),
        watcher: z
          .enum(['old', 'new'])
          .optional()
          .describe('How async_wrapper keeps a limit: old = up to 10 s late, new = at the limit'),
      })
      .optional()
      .describe('Skipped where this is not so'),
    hosts: z
      .union([
        z.int().min(1).max(100),
        z
          .array(
            z.strictObject({
              name: z.string().describe('With a count: the prefix of their names'),
              count: z.int().min(1).max(100).optional(),
              groups: z.array(z.string()).optional(),
              kind: z.enum(['light', 'systemd']).optional(),
              image: z.string().optional(),
              user: z.enum(['root', 'operator']).optional(),
            }),
          )
          .min(1),
      ])
      .optional()
      .describe('A number of hosts (host-1, host-2, …), or a list; 1 without it'),
    inventory: oneOrMore(z.string())
      .optional()
      .describe(
        'In place of hosts: an inventory of your own, relative to this file, whose hosts have doubles (docs/doubles.md)',
      ),
    limit: z.string().optional().describe('Of the inventory, only the hosts of this pattern'),
    sample: z
      .union([z.int().min(1).max(100), z.literal('all')])
      .optional()
      .describe('Doubles for each class of hosts of the inventory that are alike, or for all'),
    kind: z.enum(['light', 'systemd']).optional().describe('Of the doubles'),
    prepare: z
      .string()
      .optional()
      .describe('A playbook that is run once on the hosts before the first run, relative to this file'),
    ...run,
    playbook: run.playbook.optional(),
    expect: expectSchema.optional(),
    steps: z.array(step).min(1).optional().describe('Runs on the same hosts, one after the other, instead of one run'),
    'bad-twins': z
      .array(
        z.strictObject({
          playbook: run.playbook.optional(),
          args: run.args,
          vars: run.vars,
          faults: run.faults,
          unmet: z.array(z.enum(Object.keys(expectSchema.shape) as [string, ...string[]])).min(1),
        }),
      )
      .optional()
      .describe('The same with something spoilt, which must not meet these expectations: the proof that they can fail'),
  })
  .describe('A scenario of reapcheck');

export type ScenarioYaml = z.infer<typeof scenarioSchema>;
export type StepYaml = z.infer<typeof step>;
export type ExpectYaml = z.infer<typeof expectSchema>;

/** JSON Schema for editors; docs/schema/scenario.json is this. */
export function scenarioJsonSchema(): unknown {
  return { title: 'reapcheck scenario', ...z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' }) };
}
