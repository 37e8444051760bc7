import type { Cast } from '../doubles/cast.ts';
import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import { type Baseline, type HealthyPlay, runBaseline } from './baseline.ts';
import { bindings } from './plan.ts';
import type { DrillProgress } from './progress.ts';
import type { TrialSetting } from './trial-setting.ts';

/** Of what binds hosts together, what changes nothing in what one of them shows. */
const SHOWN_BY_ONE = /^(throttle|inventory_hostname|ansible_limit|localhost$|hosts: )/;

/** Why one host can't show what two would; empty if it can. */
export function boundTogether(baseline: Facts): readonly string[] {
  return bindings(baseline).filter((word) => !SHOWN_BY_ONE.test(word));
}

/** The healthy run that trials are planned from, the setting of their runs, and what is to be said of their number of hosts. */
export interface Ground {
  readonly baseline: Baseline;
  readonly setting: TrialSetting;
  readonly findings: readonly Finding[];
}

/**
 * A play that binds its hosts together (`run_once`, `serial`, another host's variables) is drilled on two of them, unless somebody
 * said on how many (`hostsChosen`), or its healthy run is green on one only: then that is said.
 */
export async function groundOf(
  first: Baseline,
  play: HealthyPlay,
  hostsChosen: boolean,
  progress: DrillProgress,
): Promise<Ground> {
  const { setting } = play;
  const bound = boundTogether(first.run.facts);
  const one = { baseline: first, setting };
  if (setting.doubled) return { ...one, findings: bound.length > 0 ? sampledOut(bound, setting.doubled.cast) : [] };
  if (setting.hostNames.length > 1 || bound.length === 0 || first.result.status !== 'green')
    return { ...one, findings: [] };
  if (hostsChosen) return { ...one, findings: [oneForTwo(bound, 'it was told to be drilled on one')] };
  const two = { ...setting, hostNames: ['host-1', 'host-2'] };
  const second = await runBaseline({ ...play, setting: two }, progress, 'baseline-two-hosts').catch(
    (error: unknown) => {
      setting.signal.throwIfAborted();
      return error instanceof Error ? error.message : String(error);
    },
  );
  if (typeof second === 'string')
    return { ...one, findings: [oneForTwo(bound, `on two its healthy run fails: ${second}`)] };
  if (second.result.status !== 'green')
    return { ...one, findings: [oneForTwo(bound, `on two its healthy run is ${second.result.status}`)] };
  return { baseline: second, setting: two, findings: [] };
}

/** Hosts of an inventory that one of them stands for, in a play where hosts look at one another. */
function sampledOut(bound: readonly string[], { doubles, sampled }: Cast): readonly Finding[] {
  if (!sampled) return [];
  const left = doubles.reduce((sum, { standsFor }) => sum + standsFor.length, 0);
  return [
    {
      rule: 'sampled-hosts',
      severity: 'warning',
      confidence: 'certain',
      message: `the play binds its hosts together (${bound.join(', ')}), and ${left} of them took no part, as others stood for them: what all of them would do together was not tried`,
      evidence: [`seen in the healthy run: ${bound.join(', ')}`],
      remedy: 'drill it with --sample 2 or --all-hosts, or choose the hosts with --limit',
    },
  ];
}

function oneForTwo(bound: readonly string[], why: string): Finding {
  return {
    rule: 'one-host-for-two',
    severity: 'warning',
    confidence: 'certain',
    message: `the play binds its hosts together (${bound.join(', ')}), and was drilled on one host, which can’t show what two would: ${why}`,
    evidence: [`seen in the healthy run: ${bound.join(', ')}`],
    remedy: 'drill it with --hosts 2, and make its healthy run green there first',
  };
}
