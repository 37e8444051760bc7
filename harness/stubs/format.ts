import { z } from 'zod';

/** The YAML of a stub file, as people write it. The published JSON Schema is made from this, descriptions included. */

const pattern = z.string().min(1);

const stub = z
  .strictObject({
    module: pattern.optional().describe('Name of a module or action, * for any text: amazon.aws.*'),
    task: pattern.optional().describe('Name of a task, * for any text'),
    at: z
      .string()
      .regex(/^.+:\d+$/, 'file:line, such as roles/web/tasks/main.yml:12')
      .optional()
      .describe('A task by its place: file:line, relative to this file'),
    lookup: z.string().min(1).optional().describe('Name of a lookup'),
    filter: z.string().min(1).optional().describe('Name of a filter'),
    test: z.string().min(1).optional().describe('Name of a test'),
    term: pattern.optional().describe('Of a lookup: its term, * for any text'),
    args: z.array(z.unknown()).optional().describe('Of a filter or test: its arguments, without the input'),
    result: z
      .unknown()
      .optional()
      .describe(
        'What it answers: of a task a mapping, templated with its variables and stub_args; else any value, templated with stub_term, or stub_input and stub_args',
      ),
    changed: z.boolean().optional().describe('Of a task: whether it says that it changed something'),
    delay: z
      .string()
      .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a number with a unit, such as 90s, 250ms or 5m')
      .optional()
      .describe('Of a task: how long it takes, in the play’s time'),
    fail: z.string().min(1).optional().describe('Of a task: it fails with this message'),
  })
  .describe('The first that fits, counts');

export const stubFileSchema = z
  .strictObject({ stubs: z.array(stub).describe('Given results in the place of what would need the outside world') })
  .describe('Stubs of reapcheck');

export type StubYaml = z.infer<typeof stub>;

/** JSON Schema for editors; docs/schema/stubs.json is this. */
export function stubsJsonSchema(): unknown {
  return { title: 'reapcheck stubs', ...z.toJSONSchema(stubFileSchema, { io: 'input', target: 'draft-7' }) };
}
