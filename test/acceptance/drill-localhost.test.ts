import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

test.each(ansibles())(
  'jobs on localhost are struck in a double of this machine, which stays as it is (%s)',
  async (ansible) => {
    const workplace = new Workplace();
    onTestFinished(() => workplace[Symbol.dispose]());
    const mark = join(workplace.folder, 'mark');
    const play = 'test/acceptance/plays/on-localhost.yml';
    const { code, report } = await workplace.drillReport(
      play,
      ansible,
      ...['--faults', 'fail,reboot-host', '--', '-e', `mark=${mark}`],
    );
    const jobs = report.baseline.jobs.map(({ taskName, key }) => [taskName, key.host, key.item]);
    expect(jobs).toEqual([
      ['Build each part', 'localhost', 0],
      ['Build each part', 'localhost', 1],
      ['Pack them', 'localhost', null],
      ['Announce it', 'host-1', null],
      // A play that delegates is drilled on two hosts.
      ['Announce it', 'host-2', null],
    ]);
    // A reboot of localhost would be that of ansible-playbook itself: it is not planned.
    const shown = report.trials.map(({ trial, outcome }) => [
      trial.fault,
      outcome.kind === 'surfaced' ? outcome.kind : JSON.stringify(outcome),
    ]);
    expect(shown).toEqual(jobs.map(() => ['fail', 'surfaced']));
    expect(code).toBe(0);
    expect(existsSync(mark)).toBe(false);
    await nothingLeft(workplace, [], 10_000);
  },
);
