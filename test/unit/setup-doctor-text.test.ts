import { expect, test } from 'vitest';
import { doctorText } from '../../harness/cli/doctor.ts';
import type { Readiness } from '../../harness/setup/ensure-ready.ts';

const STYLE = { marks: { ok: 'ok     ', warn: 'warning', missing: 'missing' }, width: 80 } as const;
const COMMAND = `apt-get install ${'a-long-package-name '.repeat(6).trim()}`;

const LACKING: Readiness = {
  ready: false,
  conditions: [
    { id: 'node', title: 'Node.js', state: 'ok', detail: '24.1.0' },
    {
      id: 'engine',
      title: 'Docker engine',
      state: 'missing',
      detail: 'not there, '.repeat(12).trim(),
      remedy: [COMMAND],
    },
  ],
  changes: [],
  failures: [],
};

test('details are wrapped to the width, commands are whole', () => {
  const lines = doctorText(LACKING, false, STYLE).split('\n');
  expect(lines[0]).toBe('ok      Node.js        24.1.0');
  expect(lines.filter((line) => line.length > 80)).toEqual([expect.stringContaining(`-> ${COMMAND}`)]);
  expect(lines.filter((line) => line.includes('not there')).length).toBeGreaterThan(1);
  expect(lines.at(-1)).toContain('doctor --fix');
});

test('says whether anything was changed', () => {
  const ready: Readiness = { ...LACKING, ready: true, conditions: LACKING.conditions.slice(0, 1) };
  expect(doctorText(ready, true, STYLE)).toMatch(/nothing was changed\.$/);
  expect(doctorText({ ...ready, changes: ['apt-get update'] }, true, STYLE)).toMatch(/Everything is there\.$/);
  expect(doctorText(LACKING, true, STYLE)).toMatch(/still missing\.$/);
});
