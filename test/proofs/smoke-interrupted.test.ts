import { describe, expect, test } from 'vitest';
import { pause } from '../../harness/time/clock.ts';
import { nothingLeft } from '../acceptance/reapcheck.ts';
import { mentions, patterns, remainsSite } from '../acceptance/smoke-remains.ts';
import { ansibles } from '../ansibles.ts';

const MOMENTS = 6;

describe.each(ansibles())('%s', (executable) => {
  const { place, playbook, fresh } = remainsSite(executable);

  test(`interrupted at ${MOMENTS} random moments, it leaves nothing of ours`, async () => {
    const { host, files, inventory, quiet } = await fresh('broken-off');
    const allowed = patterns([...(await allowedOf(files))]);
    for (let n = 0; n < MOMENTS; n++) {
      const smoke = place().begin(playbook(), [
        ...['-i', inventory, '--limit', 'broken-off', '--yes', '--prove', 'all'],
      ]);
      const marks = ['looking at', 'the watched run begins', 'launch ', 'fails begins'];
      await smoke.says(marks[n % marks.length] as string);
      const sessions = place().sessions();
      const moment = Math.round(Math.random() * 2_000);
      await pause(moment);
      process.kill(smoke.pid, n % 2 === 0 ? 'SIGINT' : 'SIGTERM');
      const { code, stderr } = await smoke.ended;
      const about = `${moment} ms after "${marks[n % marks.length]}": ${stderr}`;
      expect(code, about).toBe(130);
      await quiet();
      await nothingLeft(place(), sessions, 2_000);
      const touched = patterns(await host.touchedSince(files));
      expect(
        touched.filter((path) => !allowed.includes(path)),
        about,
      ).toEqual([]);
      expect(await mentions(host), about).toBe('');
    }
  });
});

/** What the playbook itself writes, and where Ansible keeps its own things. */
function allowedOf(files: ReadonlyMap<string, string>): readonly string[] {
  expect(files.has('/home/deploy')).toBe(true);
  return [
    ...['/tmp', '/tmp/forgotten', '/tmp/plain', '/var/tmp', '/var/tmp/reaped', '/root', '/home/deploy'],
    ...['/root', '/home/deploy'].flatMap((home) => [
      ...['.ansible', '.ansible/tmp', '.ansible/cp', '.ansible_async', '.ansible_async/JOB'].map(
        (name) => `${home}/${name}`,
      ),
    ]),
    ...[
      '/run/sudo',
      '/var/lib/sudo',
      '/var/lib/sudo/lectured',
      '/var/lib/sudo/lectured/deploy',
      '/var/lib/sudo/lectured/1001',
    ],
  ];
}
