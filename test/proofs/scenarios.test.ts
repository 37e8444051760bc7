import { afterAll, describe, expect, test } from 'vitest';
import { bundledPass } from '../acceptance/bundled-pass.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('all bundled scenarios pass, and every bad twin is caught', async () => {
    expect((await bundledPass(workplace, ansible)).length).toBeGreaterThan(20);
  }, 900_000);
});
