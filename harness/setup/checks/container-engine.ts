import { existsSync, readFileSync } from 'node:fs';
import { openEngine } from '../../lab/engine.ts';
import { engineChosenBy } from '../../lab/engine-address.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check, Found } from '../check.ts';
import { type ThisMachine, which } from '../machine.ts';
import { asRoot, installRemedy } from '../remedy.ts';
import { startEngine } from '../start-engine.ts';

const ELSEWHERE = 'install and start a Docker engine: https://docs.docker.com/engine/install/';

export const containerEngine: Check = {
  id: 'engine',
  title: 'Docker engine',
  async look({ machine }) {
    try {
      const { engine, address } = await openEngine();
      const { Version, ApiVersion } = await engine.version();
      const where = address.from === undefined ? address.text : `${address.text}, as ${address.from} says`;
      return { state: 'ok', detail: `${Version} (API ${ApiVersion}) at ${where}` };
    } catch (error) {
      if (!(error instanceof ReapcheckError)) throw error;
      return engineTrouble(machine, error, undefined, engineChosenBy());
    }
  },
  async fix(context) {
    await startEngine(context);
  },
};

/** Their remedies are about the engine that the user has chosen. */
const CHOSEN: readonly string[] = ['remote-engine', 'no-docker-context'];

/** What to do about an engine that `openEngine` could not use. */
export function engineTrouble(
  machine: ThisMachine,
  error: ReapcheckError,
  has = (name: string) => which(name, machine.env) !== undefined,
  chosenBy?: string,
): Found {
  const detail = [error.what, error.seen].filter(Boolean).join(': ');
  // An engine that the user chose is the user's to repair: we would start another one.
  if (CHOSEN.includes(error.code)) return { state: 'missing', detail, remedy: [error.remedy] };
  const from = machine.env.DOCKER_HOST ? 'DOCKER_HOST' : chosenBy;
  if (from !== undefined) {
    const other = from === 'DOCKER_HOST' ? 'unset DOCKER_HOST' : 'docker context use default';
    return { state: 'missing', detail, remedy: [`start the engine that ${from} names, or: ${other}`] };
  }
  if (error.code === 'engine-permission') {
    return {
      state: 'missing',
      detail,
      remedy: [`sudo usermod -aG docker ${machine.user}`, 'then log in again (the group docker is as good as root)'],
    };
  }
  if (machine.platform !== 'linux')
    return { state: 'missing', detail, remedy: [`${ELSEWHERE} (--fix installs on Debian only)`] };
  const packages = [
    ...(has('dockerd') ? [] : ['docker.io']),
    ...(has('iptables') ? [] : ['iptables']),
    ...apparmorParser(has),
  ];
  return {
    state: 'missing',
    detail: has('dockerd') ? `installed, but not running (${detail})` : 'not installed',
    remedy: [...(packages.length > 0 ? installRemedy(machine, packages, ELSEWHERE) : []), ...startRemedy(machine)],
    packages,
    fixable: machine.root,
  };
}

/** Where the kernel has AppArmor, the engine starts no container without its parser, and Debian only recommends it. */
function apparmorParser(has: (name: string) => boolean): string[] {
  const switchFile = '/sys/module/apparmor/parameters/enabled';
  const enabled = existsSync(switchFile) && readFileSync(switchFile, 'utf8').startsWith('Y');
  return enabled && !has('apparmor_parser') ? ['apparmor'] : [];
}

function startRemedy(machine: ThisMachine): string[] {
  return machine.systemd
    ? [asRoot(machine, 'systemctl start docker')]
    : [asRoot(machine, "sh -c 'dockerd >/var/log/dockerd.log 2>&1 &'")];
}
