import { expect, test } from 'vitest';
import { falseReds } from '../../harness/checks/false-red.ts';
import { rebootedJobs } from '../../harness/checks/rebooted-job.ts';
import type { SourceJob } from '../../harness/model/source.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';
import { jobOf } from './source-of.ts';

const REBOOT = { file: '/play.yml', line: 9 };
const boot = (bootId: string, at: number, host = 'h') => ({ type: 'boot', bootId, at, host }) as const;
const FILE = { type: 'job-file', path: '/j', jid: 'j1.1', state: 'present', finished: false } as const;
const running = () => new HistoryBuilder().sighting(boot('one', 20)).launch().sighting(FILE);
const rebooted = () => running().sighting(boot('two', 2000));
const byModule = (history: HistoryBuilder, action = 'ansible.builtin.reboot', at = 2500) =>
  history.task({ task: 'reboot', name: 'Reboot', action, place: REBOOT }, { at });
const gaveUp = (history: HistoryBuilder) =>
  history.collect({ finished: false, failed: true, attempts: 9, retries: 8, at: 3500 });
const source = (over: Partial<SourceJob>) => jobOf({ taskName: 'x', place: LAUNCH_PLACE, ...over });
const found = (history: HistoryBuilder, ...jobs: SourceJob[]) => rebootedJobs(history.end().facts(), jobs);

test('a job that the play’s own reboot killed is told with the reboot, whether the play reaps it or not', () => {
  const [finding] = found(gaveUp(byModule(rebooted())));
  expect(finding).toMatchObject({ rule: 'killed-by-reboot', severity: 'error', place: LAUNCH_PLACE });
  expect(finding?.message).toContain('"Reboot" (/play.yml:9)');
  expect(finding?.remedy).toContain('move "Wait for the backup" before "Reboot"');
  expect(found(byModule(rebooted()))[0]?.remedy).toContain('reap it with async_status before "Reboot"');
  expect(found(byModule(rebooted(), 'reboot'))).toHaveLength(1);
});

test('it is no window that is too short; without a reboot it is', () => {
  const reds = (history: HistoryBuilder) => falseReds(gaveUp(history).end().facts());
  expect(reds(byModule(rebooted()))).toEqual([]);
  expect(reds(byModule(running()))).toMatchObject([{ rule: 'false-red' }]);
});

test('not so: the same boot, another host, a boot before the launch, a job that came to its end, a reboot before it', () => {
  expect(found(byModule(running()))).toEqual([]);
  expect(found(byModule(running().sighting(boot('one', 2000))))).toEqual([]);
  expect(found(byModule(running().sighting(boot('two', 2000, 'g'))))).toEqual([]);
  expect(found(byModule(running().sighting(boot('two', 90))))).toEqual([]);
  expect(found(byModule(rebooted().sighting({ ...FILE, finished: true, rc: 0 })))).toEqual([]);
  expect(found(byModule(rebooted(), 'ansible.builtin.reboot', 50))).toEqual([]);
});

test('a reboot by hand kills other jobs, and is no job that was killed', () => {
  const launchOther = (history: HistoryBuilder) =>
    history.task({ task: 'cut', name: 'Go down', place: REBOOT }, { at: 1500 }).event({
      type: 'launch',
      at: 1500,
      since: 1400,
      task: 'cut',
      host: 'h',
      on: 'h',
      jid: 'j2.2',
      item: null,
      nth: 0,
      limit: 10,
      poll: 0,
      resultsFile: '/j2.2',
    });
  const cutting = source({ place: REBOOT, class: 'connection-cutting' });
  expect(found(launchOther(rebooted()), cutting)).toMatchObject([
    { place: LAUNCH_PLACE, related: [{ place: REBOOT }] },
  ]);
  expect(found(launchOther(rebooted()))).toEqual([]);
  expect(found(byModule(rebooted()), source({ class: 'connection-cutting' }))).toEqual([]);
});

test('the boot that a job began in is the last one that was seen by its launch', () => {
  const again = (at: number) =>
    new HistoryBuilder()
      .sighting(boot('one', 20))
      .sighting(boot('two', at))
      .launch()
      .sighting(FILE)
      .sighting(boot('two', 2000));
  expect(found(byModule(again(50)))).toEqual([]);
  expect(found(byModule(again(100)))).toEqual([]);
});

test('a task that the history does not name is no reboot; a reboot without a place is told by its name alone', () => {
  const nameless = rebooted().event({
    type: 'result',
    at: 2400,
    task: 'gone',
    host: 'h',
    item: null,
    status: 'ok',
    ignored: false,
    changed: false,
  });
  expect(found(nameless)).toEqual([]);
  const facts = byModule(rebooted()).end().facts();
  const [launch, reboot] = [...facts.tasks];
  if (!launch || !reboot) throw new Error('two tasks');
  const { place: _, ...placeless } = reboot[1];
  const [told] = rebootedJobs({ ...facts, tasks: new Map([launch, ['reboot', placeless]]) }, []);
  expect(told?.message).toBe(
    '"Start the backup" was killed by the play\'s own reboot of h: "Reboot" came before its end',
  );
  expect(told).not.toHaveProperty('related');
});
