import type { Finding } from '../../model/finding.ts';
import type { LookSeen } from '../../model/smoke-event.ts';

/** Hosts that could be looked at before the run and not after it, whatever the play said of them. */
export function lostHosts(before: readonly LookSeen[], after: readonly LookSeen[]): readonly Finding[] {
  const there = new Set(after.map(({ host }) => host));
  return [...new Set(before.map(({ host }) => host))]
    .filter((host) => !there.has(host))
    .map((host) => ({
      rule: 'lost-host',
      severity: 'error',
      confidence: 'certain',
      message: `${host} could be looked at before the run, and not after it`,
      evidence: ['no look came back over the connection and as the users that it had before'],
      remedy: 'see whether the host is up, and whether the play changes its network, its sshd or its users',
    }));
}
