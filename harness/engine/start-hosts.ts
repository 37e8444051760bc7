import type { HostSpec } from '../lab/host-spec.ts';
import type { StartedHost } from '../lab/started-host.ts';
import { openNetwork } from './closed-network.ts';
import { startDoubles } from './doubles.ts';
import type { TrialSetting } from './trial-setting.ts';

/**
 * The hosts of one run. Doubles are in a closed network; hosts of our own are where the engine puts containers, unless somebody said what
 * becomes of a call for the outside world.
 */
export async function startHosts(
  setting: Pick<TrialSetting, 'lab' | 'doubled' | 'registries' | 'outside' | 'kind' | 'image' | 'signal'>,
  hosts: readonly HostSpec[],
): Promise<StartedHost[]> {
  const { lab, doubled, outside, kind, image, signal } = setting;
  if (doubled) return startDoubles({ ...setting, doubled, hosts });
  const network =
    outside === undefined
      ? undefined
      : await openNetwork(
          setting,
          hosts.map(({ name }) => name),
        );
  return lab.start(hosts, { kind, ...(image === undefined ? {} : { image }), network, signal });
}
