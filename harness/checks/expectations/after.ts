import type { Checked, PerHost } from '../../model/expectation.ts';
import type { Facts } from '../../model/facts.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import { orphansOf } from '../orphans.ts';
import { historyLines } from './evidence.ts';
import type { Subject } from './subject.ts';

/** The boot ids that the probe saw on a host, in order. */
function bootsOf(facts: Facts, host: string): readonly string[] {
  const ids = facts.sightings('boot').flatMap((one) => (one.host === host ? [one.bootId] : []));
  return ids.filter((id, index) => id !== ids[index - 1]);
}

/** Boot ids are the oracle: what Ansible says of a reboot is a claim. */
export function checkReboots({ facts }: Subject, counts: PerHost<number>, hosts: readonly string[]): Checked {
  const wanted = hosts.flatMap((host) => {
    const count = counts.named[host] ?? counts.others;
    return count === undefined ? [] : [{ host, count, boots: bootsOf(facts, host) }];
  });
  const wrong = wanted.filter(({ count, boots }) => boots.length - 1 !== count);
  const shown = wrong.length > 0 ? wrong : wanted;
  return {
    kind: 'reboots',
    is: wanted.some(({ boots }) => boots.length === 0) ? 'unknown' : wrong.length === 0 ? 'met' : 'unmet',
    expected: shown.map(({ host, count }) => `${host} reboots ${times(count)}`).join(', '),
    seen: shown
      .map(({ host, boots }) =>
        boots.length === 0 ? `${host}: no boot id seen` : `${host}: ${times(boots.length - 1)}`,
      )
      .join(', '),
    evidence: historyLines(facts, facts.sightings('boot')),
    remedy:
      'use ansible.builtin.reboot, which waits for another boot id; a hand-rolled one can end before the host went down',
  };
}

function times(count: number): string {
  return count === 0 ? 'not at all' : count === 1 ? 'once' : `${count} times`;
}

export function checkOrphans({ facts }: Subject, are: 'none' | 'some'): Checked {
  const orphans = orphansOf(facts);
  const watched = facts.sightings('probe').length > 0;
  const pids = new Set(orphans.flatMap((orphan) => orphan.pids));
  return {
    kind: 'orphans',
    is: watched ? ((orphans.length === 0) === (are === 'none') ? 'met' : 'unmet') : 'unknown',
    expected: are === 'none' ? 'no job outlives the play' : 'a job outlives the play',
    seen: !watched
      ? 'no probe watched the hosts'
      : orphans.length === 0
        ? 'none did'
        : orphans
            .map(
              ({ job, livedMs, ended }) =>
                `"${job.taskName}" on ${job.on} ${ended ? 'ended' : 'was still there'} ${inSeconds(livedMs)} after the play`,
            )
            .join('; '),
    evidence: historyLines(
      facts,
      facts.sightings('process').filter(({ pid }) => pids.has(pid)),
    ),
    remedy:
      are === 'none'
        ? 'reap each job before the play ends; at a limit, only the job’s own process group is killed'
        : 'expect none: every job had ended',
  };
}
