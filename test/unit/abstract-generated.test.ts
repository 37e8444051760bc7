import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { foretold } from '../compare/foretold.ts';
import { generate, PART_KINDS } from '../compare/generate.ts';

test('a generated play is the same for the same seed, and is followed to its end', () => {
  const drills = Array.from({ length: 60 }, (_, seed) => {
    const { files } = generate(seed);
    expect(generate(seed).files).toEqual(files);
    return audit(files).project.asyncTasks.find(({ name }) => name === 'Work')?.drill;
  });
  // In the others it is never launched.
  const launched = drills.filter((drill) => drill !== undefined);
  expect(launched.length).toBeGreaterThan(55);
  for (const { outcomes, cut } of launched) {
    expect(outcomes.get('failed-1')?.kind).toMatch(/^(surfaced|swallowed|recovered)/);
    expect(cut).toBeUndefined();
  }
});

test('with all its parts plain, a job that ends badly is red, and one that ends well is green', () => {
  const plain = generate(1, new Set(PART_KINDS));
  expect(plain.parts).toEqual([]);
  for (const older of [false, true]) {
    expect(foretold(plain, { well: false, older })).toBe('red');
    expect(foretold(plain, { well: true, older })).toBe('green');
  }
});
