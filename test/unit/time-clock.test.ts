import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after, pause } from '../../harness/time/clock.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([1, 24, 25, 30, 365])('a timer of %i days goes off after them, and not before', (days) => {
  const act = vi.fn();
  using _timer = after(days * DAY_MS, act);
  vi.advanceTimersByTime(days * DAY_MS - 1);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledOnce();
});

test('one that is taken back after a month never goes off', () => {
  const act = vi.fn();
  const timer = after(60 * DAY_MS, act);
  vi.advanceTimersByTime(30 * DAY_MS);
  timer[Symbol.dispose]();
  vi.advanceTimersByTime(60 * DAY_MS);
  expect(act).not.toHaveBeenCalled();
});

test('a pause of a month ends with its signal, and tells why', async () => {
  const stop = new AbortController();
  const paused = pause(30 * DAY_MS, stop.signal);
  stop.abort(new Error('enough'));
  await expect(paused).rejects.toThrow('enough');
  await expect(pause(1, stop.signal)).rejects.toThrow('enough');
  expect(vi.getTimerCount()).toBe(0);
});
