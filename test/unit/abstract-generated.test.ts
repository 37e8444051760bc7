import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { generate } from '../compare/generate.ts';

test('a generated play is the same for the same seed, and is followed to its end', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const { text } = generate(seed);
    expect(generate(seed).text).toBe(text);
    const [task] = audit(new Map([['play.yml', text]])).project.asyncTasks;
    expect(task?.drill?.outcomes.get('failed-1')?.kind, text).toMatch(/^(surfaced|swallowed|recovered)$/);
    expect(task?.drill?.cut).toBeUndefined();
  }
});
