import { describe, expect, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { nothingLeft } from './reapcheck.ts';
import { mentions, patterns, remainsSite } from './smoke-remains.ts';

describe.each(ansibles())('%s', (executable) => {
  const { place, playbook, fresh } = remainsSite(executable);

  test('file by file, a smoke leaves what a bare ansible-playbook leaves', async () => {
    const [bare, smoked] = await Promise.all([fresh('bare'), fresh('smoked')]);
    await place().ansible('ansible-playbook', ['-i', bare.inventory, 'site.yml']);
    const { code, stdout } = await place().smoke(playbook(), [
      ...['-i', smoked.inventory, '--limit', 'smoked', '--yes', '--prove', 'all'],
    ]);
    expect(stdout).toContain('verdict: FAIL');
    expect(code).toBe(1);
    await Promise.all([bare.quiet(), smoked.quiet()]);
    const [left, expected] = [await smoked.host.touchedSince(smoked.files), await bare.host.touchedSince(bare.files)];
    expect(patterns(left)).toEqual(patterns(expected));
    expect(patterns(left)).toContain('/home/deploy/.ansible_async/JOB');
    // Four runs with two job files each, but for those two of stand-ins.
    const jobs = left.filter((path) => path.includes('.ansible_async/j'));
    expect(jobs).toHaveLength(4 * 2 - 2);
    expect(await mentions(smoked.host)).toBe('');
  });

  test('killed outright, nothing of ours is left on either machine', async () => {
    const { host, inventory, quiet } = await fresh('killed');
    const args = ['-i', inventory, '--limit', 'killed', '--yes', '--prove', 'all'];
    const smoke = place().begin(playbook(), args);
    await smoke.says('fails begins');
    await smoke.says(/fails begins[\s\S]*launch /);
    const sessions = place().sessions();
    process.kill(smoke.pid, 'SIGKILL');
    await smoke.ended;
    await nothingLeft(place(), sessions, 15_000);
    await quiet();
    // The stand-in's own job file stays, if it was struck: a result of Ansible's command module.
    const files = (await mentions(host)).split('\n').filter(Boolean);
    expect(files.filter((path) => !/\.ansible_async\/j[\d.]+$/.test(path))).toEqual([]);
  });
});
