import type { Machine } from '../model/machine.ts';
import { type Fault, NoEffect, type Target } from './fault.ts';
import { outageMs, runMs, underWay } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveByStrike } from './seen.ts';

/** sshd_config(5), PerSourcePenalties: since this version, and on unless somebody says `no`. */
const SINCE = { major: 9, minor: 8 } as const;
/** Its defaults, in seconds: what has to come together (`min`), and the most (`max`). A connection that never logs in adds one (`noauth`). */
const LEAST_S = 15;
const MOST_S = 600;
/** What it says to an address with a penalty, in the place of its greeting. */
const REFUSAL = 'Not allowed at this time';
/** How many such connections one sshd can have at a time: of what our images allow it, a tenth is left to the play (MaxStartups). */
const MOST_AT_ONCE = 180;
/** Between two looks whether it refuses, or greets again. */
const LOOK_MS = 250;
/** ControlPersist, as it were: in the pause between two looks, but not while a module works. */
const IDLE_MS = 1_000;
/** sshd adds it up when the processes of those connections have ended. */
const SOON_MS = 10_000;

/**
 * What a monitor that only knocks, a scanner or an agent with a stale key brings upon the controller's address: sshd refuses it for a while.
 * Connections that are open go on, so those that stand idle are ended, as ControlPersist does a minute later: the next look has to log in.
 */
export const sshPenalty: Fault<'ssh-penalty'> = {
  name: 'ssh-penalty',
  group: 'link',
  summary: 'the host’s sshd refuses the controller’s address for a while (OpenSSH 9.8 or newer); idle connections end',
  proof: 'sshd told a connection of our own “Not allowed at this time”, and greeted another one afterwards',
  heal: 'sshd forgets the penalty when its time is over',
  harm: 'outage',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: (target) => penaltyS(target) * 1000 + runMs(target),
  act: underWay,
  cantOn: withoutPenalties,
  strike: {
    moment: 'running',
    async act(machine, target, pause) {
      const why = withoutPenalties(machine.sshServer);
      if (why !== undefined) throw new NoEffect(why);
      const came = await machine.knock(penaltyS(target));
      await untilRefused(machine, came, pause);
      const { forMs, ended } = await greetedAgain(machine, Math.min(IDLE_MS, target.intervalMs / 2), pause);
      return [
        `after ${came} connections without a login sshd refused this address (“${REFUSAL}”) for ${(forMs / 1000).toFixed(1)} s`,
        `${ended} idle connections were ended meanwhile`,
      ];
    },
  },
  prove: proveByStrike,
};

/** Seconds, and so many connections: more than the least that is enforced, and as long as an outage is where that can be had. */
function penaltyS(target: Target): number {
  return Math.min(Math.max(LEAST_S + 2, Math.ceil(outageMs(target) / 1000)), MOST_AT_ONCE);
}

/** Why a host with this SSH server knows no penalties; undefined where it does. */
function withoutPenalties(sshServer: string): string | undefined {
  const [, major, minor] = /OpenSSH_(\d+)\.(\d+)/.exec(sshServer)?.map(Number) ?? [];
  if (major === undefined || minor === undefined)
    return `its SSH server calls itself ${sshServer}, and penalties are known of OpenSSH alone`;
  if (major > SINCE.major || (major === SINCE.major && minor >= SINCE.minor)) return undefined;
  return `its SSH server is OpenSSH ${major}.${minor}, and penalties came with ${SINCE.major}.${SINCE.minor}`;
}

type Pause = (ms: number) => Promise<void>;

/** Throws where sshd doesn't say that it refuses us: an end without a word may have any reason. */
async function untilRefused(machine: Machine, came: number, pause: Pause): Promise<void> {
  let word = '';
  for (let waited = 0; waited < SOON_MS; waited += LOOK_MS) {
    word = await machine.firstWord();
    if (word === REFUSAL) return;
    await pause(LOOK_MS);
  }
  throw new NoEffect(`after ${came} connections without a login the next one was told “${word}”`);
}

/** Ends what stands idle until sshd greets again. Returns how long it refused, at least, in ms, and how many were ended. */
async function greetedAgain(machine: Machine, idleMs: number, pause: Pause) {
  let ended = 0;
  for (let forMs = 0; forMs <= MOST_S * 1000; forMs += LOOK_MS) {
    if ((await machine.firstWord()).startsWith('SSH-')) return { forMs, ended };
    ended += machine.link.endIdle(idleMs);
    await pause(LOOK_MS);
  }
  throw new NoEffect(
    `sshd refused this address for longer than its penalties last, ${MOST_S} s: it may be closed to it for another reason`,
  );
}
