import { expect, test } from 'vitest';
import { forgottenMs } from '../../harness/engine/baseline.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';
import { jobOf } from './source-of.ts';

const running = (limit: number) => new HistoryBuilder().launch({ limit }).end().facts();
const written = (name: 'server' | 'fire-and-forget') => [
  jobOf({ taskName: 'Start', place: LAUNCH_PLACE, class: name }),
];

test('a forgotten job is waited for within its limit, but not for an hour', () => {
  expect(forgottenMs(running(10), written('fire-and-forget'))).toBe(25_000);
  expect(forgottenMs(running(3600), written('fire-and-forget'))).toBe(120_000);
});

test('a server is not waited for: it stays up on purpose', () => {
  expect(forgottenMs(running(3600), written('server'))).toBe(15_000);
});
