import { expect, test } from 'vitest';
import { otherWaitsMs, trialBudgetMs } from '../../harness/engine/budget.ts';
import type { TaskStart } from '../../harness/model/event.ts';
import type { Job } from '../../harness/model/job.ts';
import { HistoryBuilder } from './history-builder.ts';

const YEAR_S = 365 * 86_400;
const jobOf = (history: HistoryBuilder) => history.facts().jobs[0] as Job;

test('whoever looks for a job eight times gets the time of eight looks, not the year that it may run', () => {
  const short = trialBudgetMs(5_000, jobOf(new HistoryBuilder().launch({ limit: 600 }).collect()));
  const year = trialBudgetMs(5_000, jobOf(new HistoryBuilder().launch({ limit: YEAR_S }).collect()));
  expect(year).toBe(short);
  expect(year).toBeGreaterThan(8 * 2_000);
});

test('whoever keeps a job alive waits for its limit', () => {
  const kept = new HistoryBuilder().launch({ limit: YEAR_S, poll: 60 }).collect({ via: 'keep-alive', task: 'launch' });
  expect(trialBudgetMs(5_000, jobOf(kept))).toBeGreaterThan(YEAR_S * 1000);
});

test('other tasks that wait are waited for: loops of until as they are written, modules for as long as theirs do', () => {
  const task = (over: Partial<TaskStart>) => ({ action: 'ansible.builtin.command', ...over }) as TaskStart;
  expect(otherWaitsMs([task({})])).toBe(0);
  expect(otherWaitsMs([task({ retries: 40, delay: 10 }), task({ retries: '{{ n }}', delay: 10 })])).toBe(400_000);
  expect(otherWaitsMs([task({ action: 'ansible.builtin.wait_for' })])).toBe(300_000);
  expect(otherWaitsMs([task({ action: 'ansible.builtin.wait_for' })], 60)).toBe(300_000);
});
