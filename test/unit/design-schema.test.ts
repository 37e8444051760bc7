import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { designJsonSchema } from '../../harness/design/format.ts';

const FILE = new URL('../../docs/schema/design.json', import.meta.url);

/** `REAPCHECK_UPDATE=1` writes it anew; then `npm run format`. */
test('the published schema is the one that jobs are read with', () => {
  const schema = JSON.parse(JSON.stringify(designJsonSchema()));
  if (process.env.REAPCHECK_UPDATE) writeFileSync(FILE, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(schema);
});
