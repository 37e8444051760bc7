import type { Checked, HostEnd, PerHost, PlayColour } from '../../model/expectation.ts';
import type { Facts } from '../../model/facts.ts';
import { historyLines } from './evidence.ts';
import type { Subject } from './subject.ts';

/** How the play as a whole ended; undefined where the harness ended it for a reason of its own. */
export function colourOf(facts: Facts): PlayColour | undefined {
  const { ended } = facts.run;
  if (!ended || ended.how === 'aborted') return undefined;
  if (ended.how === 'timed-out') return 'hung';
  return ended.rc === 0 ? 'green' : 'red';
}

export function checkPlay({ facts }: Subject, is: PlayColour): Checked {
  const colour = colourOf(facts);
  const remedy = {
    green: 'read the failed tasks below: mend the play, or expect red',
    red: 'let something fail where the work fails: reap the jobs, and take away what hides a failure',
    hung: 'expect what it does now, or give it less time',
  }[is];
  return {
    kind: 'play',
    is: colour === undefined ? 'unknown' : colour === is ? 'met' : 'unmet',
    expected: `the play ends ${is}`,
    seen: colour === undefined ? 'the run was broken off' : `it ended ${colour}`,
    evidence: [...failures(facts), ...historyLines(facts, [facts.run.started, facts.run.ended])],
    remedy,
  };
}

export function checkHosts({ facts }: Subject, ends: PerHost<HostEnd>, hosts: readonly string[]): Checked {
  const wanted = hosts.flatMap((host) => {
    const is = ends.named[host] ?? ends.others;
    return is ? [{ host, is }] : [];
  });
  const stats = facts.recap;
  const wrong = wanted.filter(({ host, is }) => hostEnd(stats, host) !== is);
  const shown = wrong.length > 0 ? wrong : wanted;
  return {
    kind: 'hosts',
    is: !stats ? 'unknown' : wrong.length === 0 ? 'met' : 'unmet',
    expected: shown.map(({ host, is }) => `${host}: ${is}`).join(', '),
    seen: stats
      ? shown.map(({ host }) => `${host}: ${hostEnd(stats, host)}`).join(', ')
      : 'no recap: the play had no end',
    evidence: failures(facts),
    remedy: 'read what failed on these hosts, and mend the play or the expectation',
  };
}

export function checkHostCounts(
  { facts }: Subject,
  counts: Readonly<Partial<Record<HostEnd, number>>>,
  hosts: readonly string[],
): Checked {
  const stats = facts.recap;
  const seen = (end: HostEnd) => hosts.filter((host) => hostEnd(stats, host) === end).length;
  const wanted = Object.entries(counts) as [HostEnd, number][];
  return {
    kind: 'host-counts',
    is: !stats ? 'unknown' : wanted.every(([end, count]) => seen(end) === count) ? 'met' : 'unmet',
    expected: wanted.map(([end, count]) => `${count} ${end}`).join(', '),
    seen: stats ? wanted.map(([end]) => `${seen(end)} ${end}`).join(', ') : 'no recap: the play had no end',
    evidence: failures(facts),
    remedy: 'look at serial, max_fail_percentage and any_errors_fatal: they say how far a failure reaches',
  };
}

/** A host that was failed and rescued, or ignored, is green: so does Ansible's own exit code see it. */
function hostEnd(stats: Facts['recap'], host: string): HostEnd {
  const one = stats?.[host];
  if (!one) return 'untouched';
  return one.unreachable > 0 ? 'unreachable' : one.failures > 0 ? 'failed' : 'green';
}

function failures(facts: Facts): readonly string[] {
  return historyLines(
    facts,
    facts.events('result').filter(({ status }) => status === 'failed' || status === 'unreachable'),
  );
}
