import { relative, resolve } from 'node:path';
import { falseReds } from '../../checks/false-red.ts';
import { headroom } from '../../checks/headroom.ts';
import { hungPlays } from '../../checks/hung-play.ts';
import { orphanedJobs } from '../../checks/orphaned-jobs.ts';
import { idleMs } from '../../checks/smoke/idle.ts';
import { lostHosts } from '../../checks/smoke/lost-host.ts';
import { noProof } from '../../checks/smoke/no-proof.ts';
import { redRun } from '../../checks/smoke/red-run.ts';
import { unreapedJobs } from '../../checks/smoke/unreaped-jobs.ts';
import { smokeVerdict } from '../../checks/smoke/verdict.ts';
import { swallowedFailures } from '../../checks/swallowed-failure.ts';
import { RECORD_FILE } from '../../history/smoke-records.ts';
import { digestSources, sealArguments } from '../../history/source-digest.ts';
import type { Finding } from '../../model/finding.ts';
import type { HostRun, SmokeRecord } from '../../model/smoke.ts';
import type { LookSeen } from '../../model/smoke-event.ts';
import type { TrialResult } from '../../model/trial.ts';
import { elapsed } from '../../time/clock.ts';
import { baselineJob } from '../baseline.ts';
import { approach } from './approach.ts';
import { proveJobs } from './prove-jobs.ts';
import type { SmokeOrder, SmokeSetting } from './setting.ts';
import { type WatchedRun, watchedRun } from './watched-run.ts';

/**
 * Look, ask, run for real, look again; then once more for each job that is to be proven, with a failing stand-in in its place.
 * Throws where nothing may be run; whatever the play then does is in the record, which is stored beside the histories.
 */
export async function smoke(order: SmokeOrder): Promise<SmokeRecord> {
  const { progress } = order;
  const began = elapsed();
  const { before, conditions } = await approach(order);
  const setting = { ...order.setting, store: order.openStore() };

  const run = await watchedRun(
    setting,
    { id: 'watched', what: 'the watched run', standIns: [], timeLimitMs: order.timeLimitMs, before: before.looks },
    progress,
  );
  const jobs = run.facts.jobs.map((job) => baselineJob(job, 1));
  const red = [...redRun(run.facts, setting.playbook), ...lostHosts(before.looks, run.after.looks)];
  const proofs = red.length > 0 || order.proof === 'none' ? [] : await proveJobs({ ...order, setting }, run);
  const findings: Finding[] = [
    ...falseReds(run.facts),
    ...red,
    ...swallowedFailures(proofs, jobs),
    ...hungPlays(proofs),
    ...(red.length > 0 ? [] : noProof(order.proof, proofs.length, jobs)),
    ...unreapedJobs(jobs),
    ...orphanedJobs(run.facts),
    ...headroom(jobs, order.headroomFactor),
  ];
  const { playbook, cwd } = setting;
  const record: SmokeRecord = {
    schema: 'reapcheck/smoke/1',
    playbook: relative(cwd, resolve(cwd, playbook)),
    limit: setting.limit,
    hosts: before.limit?.hosts ?? [],
    inventories: setting.inventories,
    coreVersion: setting.controller.coreVersion,
    watcher: setting.controller.watcher,
    arguments: sealArguments(setting.args),
    sources: digestSources(playbook, cwd, ownSources(setting, run.files), run.roles),
    startedAt: order.startedAt.toISOString(),
    endedAt: new Date(order.startedAt.getTime() + elapsed() - began).toISOString(),
    wallMs: Math.round(elapsed() - began),
    conditions,
    runs: (before.limit?.hosts ?? []).map((host) => hostRun(host, run, before.looks)),
    jobs,
    proof: order.proof,
    proofs: proofs.map(withoutMessage),
    findings,
    verdict: smokeVerdict(findings, order.proof, proofs),
    folder: setting.store.folder,
  };
  setting.store.write(RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

function hostRun(host: string, run: WatchedRun, before: readonly LookSeen[]): HostRun {
  const mine = run.facts.recap?.[host];
  const bootId = (looks: readonly LookSeen[]) => looks.find((look) => look.host === host)?.bootId;
  const [was, is] = [bootId(before), bootId(run.after.looks)];
  return {
    host,
    status: !mine ? 'not-in-recap' : mine.unreachable > 0 ? 'unreachable' : mine.failures > 0 ? 'red' : 'green',
    idleMs: idleMs(run.facts, host),
    rebooted: was === undefined || is === undefined ? null : was !== is,
  };
}

/** What the run was made of, less the inventory (a host that is added changes nothing here) and what is not the user's. */
function ownSources({ cwd, inventories, session }: SmokeSetting, files: readonly string[]): readonly string[] {
  const sources = inventories.map((one) => resolve(cwd, one));
  return files.filter((file) => {
    const ofInventory = sources.some(
      (one) => file === one || (file.startsWith(`${one}/`) && !/\/(group_vars|host_vars)\//.test(file)),
    );
    return !ofInventory && !file.startsWith(`${session.folder}/`);
  });
}

/** Ansible's own words at most, by what the driver lets through; the record does without. */
function withoutMessage(result: TrialResult): TrialResult {
  const { outcome } = result;
  return outcome.kind === 'surfaced' ? { ...result, outcome: { ...outcome, msg: undefined } } : result;
}
