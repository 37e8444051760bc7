import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drill } from '../../harness/library/drill.ts';
import type { DrillOptions } from '../../harness/library/drill-options.ts';
import { glance } from '../acceptance/glance.ts';
import { ansibles } from '../ansibles.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test.each<[string, DrillOptions]>([
    ['playbooks/good/parallel-jobs.yml', {}],
    ['playbooks/good/keep-alive.yml', {}],
    // The last of its jobs: whether a launch after another one meets the host in its reboot is a matter of time alone.
    ['playbooks/bad/parallel-jobs-unreaped.yml', { jobs: ['report'] }],
    ['playbooks/bad/reap-rescued.yml', {}],
    ['test/acceptance/plays/on-localhost.yml', {}],
  ])(
    '%s: what a drill shows is the same where ansible-playbook runs in a double of this machine, or in an image',
    async (path, asked) => {
      const runs = mkdtempSync(join(tmpdir(), 'contained-'));
      onTestFinished(() => rmSync(runs, { recursive: true }));
      const drilled = (more: DrillOptions) =>
        drill(join(ROOT, path), {
          faults: ['fail', 'kill-runner', 'hang', 'reboot-host'],
          // In a folder that is there in an image as well.
          args: ['-e', `mark=${runs}-mark`],
          runs,
          ...asked,
          ...more,
        });
      const shown = ({ verdict, trials, ...report }: Awaited<ReturnType<typeof drilled>>) => ({
        verdict,
        trials: glance({ ...report, verdict, trials }),
      });
      const local = await drilled({ ansible });
      expect(local.trials.length).toBeGreaterThanOrEqual(4);
      expect(shown(await drilled({ ansible, contained: true }))).toEqual(shown(local));
      // Of the same series; test/set-up.ts --all makes the images.
      const series = local.coreVersion.replace(/^(\d+\.\d+).*/, '$1');
      const imaged = await drilled({ ansible: series, controller: 'container' });
      expect(shown(imaged)).toEqual(shown(local));
    },
    // Jobs on localhost have runs of their own, three times over.
    1_200_000,
  );
});
