import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDesign } from '../../harness/cli/design.ts';
import { projectOf } from './project-of.ts';

test('an unknown preset is refused before anything is written', async () => {
  const { folder } = projectOf({});
  const flags = { job: ['Work=5m: /opt/work'], output: 'out.yml', drill: true };
  await expect(runDesign(undefined, { ...flags, preset: 'some' }, folder)).rejects.toMatchObject({
    code: 'unknown-preset',
  });
  expect(existsSync(join(folder, 'out.yml'))).toBe(false);
});
