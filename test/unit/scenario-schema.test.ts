import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../harness/scenario/format.ts';

const FILE = new URL('../../docs/schema/scenario.json', import.meta.url);

/** `REAPCHECK_UPDATE=1` writes it anew; then `npm run format`. */
test('the published schema is the one that scenarios are read with', () => {
  const schema = JSON.parse(JSON.stringify(scenarioJsonSchema()));
  if (process.env.REAPCHECK_UPDATE) writeFileSync(FILE, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(schema);
});

test('it knows the keys, the faults, and what may not be', () => {
  expect(scenarioJsonSchema()).toMatchObject({
    additionalProperties: false,
    required: ['name', 'why'],
    properties: {
      faults: { items: { properties: { fault: { enum: expect.arrayContaining(['kill-runner', 'reboot-host']) } } } },
      expect: { properties: { play: { enum: ['green', 'red', 'hung'] } } },
    },
  });
});
