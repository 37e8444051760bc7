import { join } from 'node:path';
import { Recorder } from '../../history/recorder.ts';
import type { Launch } from '../../model/event.ts';
import type { Facts } from '../../model/facts.ts';
import type { AnswersWanted, HarmlessStandIn, Leftovers } from '../../model/harmless.ts';
import type { RunEnd } from '../../model/history.ts';
import type { Answer, LookSeen } from '../../model/smoke-event.ts';
import { elapsed, now, pause } from '../../time/clock.ts';
import { lastLines, runOnInventory } from './inventory-run.ts';
import { type Looked, lookAtHosts } from './look.ts';
import type { RecordedSetting, SmokeProgress, SmokeSetting } from './setting.ts';
import { sightingOfStandIn, sightingsOf } from './sightings.ts';

export interface WatchedOrder {
  readonly id: string;
  /** For people. */
  readonly what: string;
  readonly standIns: readonly HarmlessStandIn[];
  readonly timeLimitMs: number;
  /** The last looks before it: what changes is by the run. */
  readonly before: readonly LookSeen[];
  readonly answers?: AnswersWanted | undefined;
}

export interface WatchedRun {
  readonly facts: Facts;
  readonly how: RunEnd;
  readonly rc: number | null;
  readonly wallMs: number;
  readonly folder: string;
  readonly after: Looked;
  readonly files: readonly string[];
  readonly roles: readonly string[];
  /** In no history. */
  readonly answers: readonly Answer[];
}

/** After an interrupt somebody waits for us to end. */
const LAST_LOOK_MS = 30_000;
/** What is in use may be of a job that is about to end. */
const AGAIN = 2;
const AGAIN_MS = 1_500;

/** One real run of the playbook, watched through its events, and a look at its hosts when it is over. */
export async function watchedRun(
  setting: RecordedSetting,
  order: WatchedOrder,
  progress: SmokeProgress,
): Promise<WatchedRun> {
  const { signal, store } = setting;
  const folder = store.trialFolder(order.id);
  using recorder = new Recorder(join(store.folder, folder, 'history.jsonl'));
  for (const sighting of sightingsOf(order.before, [])) recorder.record({ kind: 'sighting', sighting });
  const launches: Launch[] = [];
  const tmp: string[] = [];
  const standIns: { path: string; token: string }[] = [];
  const files: string[] = [];
  const roles: string[] = [];
  const answers: Answer[] = [];

  progress.runStarted(order.what);
  const began = elapsed();
  recorder.record({ kind: 'run', run: { type: 'started', at: now(), timeLimitMs: order.timeLimitMs } });
  const result = await runOnInventory(
    setting,
    { kind: 'play', most: setting.most, standIns: order.standIns, answers: order.answers },
    {
      timeLimitMs: order.timeLimitMs,
      signal,
      outputFile: order.standIns.length === 0 ? setting.outputFile : undefined,
      onEvent: (event) => {
        if (event.type === 'tmp') return void tmp.push(event.name);
        if (event.type === 'answer') return void answers.push(event);
        if (event.type === 'source') {
          if (event.file !== undefined) files.push(event.file);
          if (event.role !== undefined) roles.push(event.role);
          return;
        }
        recorder.record({ kind: 'event', event });
        if (event.type === 'launch') launches.push(event);
        if (event.type === 'stand-in') {
          standIns.push({ path: event.path, token: event.token });
          recorder.record({ kind: 'sighting', sighting: sightingOfStandIn(event) });
        }
        progress.event(event);
      },
    },
  );
  const wallMs = elapsed() - began;
  recorder.record({ kind: 'run', run: { type: 'ended', at: now(), how: result.how, rc: result.rc } });
  const expected = order.standIns.length > 0;
  progress.runEnded({ what: order.what, green: result.rc === 0, expected, wallMs, tail: lastLines(result, 25) });

  const tidy: Leftovers = {
    // What ended by itself has cleaned up after itself, the stand-in's job file excepted.
    tmp: result.how === 'exited' ? [] : tmp,
    payloads: result.how === 'exited' ? null : order.before.flatMap((look) => look.payloads),
    files: tokenFiles(order, launches, standIns),
  };
  const after = await lastLook(setting, tidy, progress);
  signal.throwIfAborted();
  for (const sighting of sightingsOf(after.looks, launches)) recorder.record({ kind: 'sighting', sighting });
  return { facts: recorder.facts, how: result.how, rc: result.rc, wallMs, folder, after, files, roles, answers };
}

/** An interrupt may have come between a stand-in's launch and its own report: then any of the launches may be its. */
function tokenFiles(
  { standIns }: WatchedOrder,
  launches: readonly Launch[],
  reported: readonly { path: string; token: string }[],
): Leftovers['files'] {
  const missing = standIns.filter(({ token }) => !reported.some((one) => one.token === token));
  return [
    ...reported,
    ...missing.flatMap(({ token }) => launches.map(({ resultsFile }) => ({ path: resultsFile, token }))),
  ];
}

/** After an interrupt as well, within a bound: what is left on a host is tidied up, or told. */
async function lastLook(setting: SmokeSetting, tidy: Leftovers, progress: SmokeProgress): Promise<Looked> {
  if (!setting.signal.aborted) {
    const looked = await lookAtHosts(setting, { tidy });
    if (!setting.signal.aborted) return looked;
  }
  const removed: LookSeen[] = [];
  for (let again = AGAIN; ; again--) {
    const looked = await lookAtHosts(setting, { tidy, signal: new AbortController().signal, withinMs: LAST_LOOK_MS });
    const inUse = looked.looks.some(({ left }) => left.length > 0);
    if (!inUse || again === 0) {
      progress.interrupted([...removed, ...looked.looks], looked.troubles.find(({ ignored }) => !ignored)?.msg);
      return looked;
    }
    removed.push(...looked.looks.map((look) => ({ ...look, left: [], processes: [] })));
    await pause(AGAIN_MS);
  }
}
