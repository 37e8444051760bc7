import { ReapcheckError } from '../model/error.ts';
import type { Refused } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Fetch, Sighting, WallHit } from '../model/sighting.ts';

/**
 * The first connection that was refused, or packet that went astray, as an error that a user can act on; undefined if there was none. A play may ignore or rescue
 * what it got in its place, so with one refusal the run shows nothing. Packets like those that are `put up with` are none.
 */
export function refusalIn(facts: Facts, putUpWith: readonly WallHit[] = []): ReapcheckError | undefined {
  const [refused] = facts.events('refused');
  if (refused) return refusal(facts, refused);
  const hit = facts.sightings('wall').find((one) => !putUpWith.some((known) => isAlike(one, known)));
  if (hit) return wallHit(facts, hit);
  const silent = facts.sightings('fetch').find(({ failed }) => failed !== undefined);
  return silent && registrySilent(facts, silent);
}

/** Whether both were on their way to the same place, from the same host. */
function isAlike(a: WallHit, b: WallHit): boolean {
  if (a.host !== b.host || a.lookup !== b.lookup) return false;
  return a.lookup !== undefined || (a.to === b.to && a.protocol === b.protocol && a.port === b.port);
}

/** A packet that was on its way out of the run. What the play made of not getting there, shows nothing of what it does in the world. */
function wallHit(facts: Facts, hit: WallHit): ReapcheckError {
  const task = taskAt(facts, hit);
  const more = facts.sightings('wall').length - 1;
  return new ReapcheckError({
    code: 'outside-refused',
    kind: 'usage',
    what: `${callText(hit)}, which is outside of this run`,
    ...(task?.place ? { where: task.place } : {}),
    expected: 'packets between the doubles of the run, and to nobody else',
    seen: `a packet while ${task ? `"${task.name}" was the latest task` : 'no task was under way'}${more > 0 ? `, and ${more} to other places` : ''}; it got no further`,
    remedy:
      'stub what needs the outside world (--stubs), put it into the image (--image), or leave it out (--tags, --skip-tags, --limit); packages that apt is set up for: --outside packages; where the play is green without an answer, --outside report goes on without',
  });
}

/** Its host may run more than one task's jobs: this is the one that was begun last. */
function taskAt(facts: Facts, { at }: Sighting) {
  return facts.events('task-start').findLast((task) => task.at <= at);
}

/** Whatever came of it: with an answer it might have come otherwise. */
function registrySilent(facts: Facts, silent: Fetch): ReapcheckError {
  const task = taskAt(facts, silent);
  return new ReapcheckError({
    code: 'registry-silent',
    kind: 'unknown',
    what: `${callerName(silent)} asked ${silent.from} for packages, and got no answer`,
    ...(task?.place ? { where: task.place } : {}),
    seen: `${silent.failed}${task ? `, while "${task.name}" was the latest task` : ''}`,
    remedy:
      'see that this machine itself reaches it, and drill again; or have the packages in the image (--image), or installed once by --prepare',
  });
}

/** In words: who called for whom. */
export function callText(hit: WallHit): string {
  const { to, protocol, port, lookup } = hit;
  if (protocol === 'proxy') return `${callerName(hit)} asked the way to packages for ${to}`;
  const where =
    lookup === undefined
      ? `${to}, ${protocol}${port === undefined ? '' : ` port ${port}`}`
      : `the address of ${lookup}`;
  return `${callerName(hit)} called for ${where}`;
}

function callerName({ host }: Sighting): string {
  return host === LOCALHOST ? 'the controller' : host;
}

function refusal(facts: Facts, { host, on, task: id, connection, why }: Refused): ReapcheckError {
  const task = id === undefined ? undefined : facts.tasks.get(id);
  const name = task ? `"${task.name}"` : 'a task';
  const whom = on === '' ? 'a host that nobody has named' : on;
  const { what, expected, remedy } = WORDS[why];
  return new ReapcheckError({
    code: 'connection-refused',
    kind: 'usage',
    what: `${name} ${what(whom)}: it was not run`,
    ...(task?.place ? { where: task.place } : {}),
    expected,
    seen: `a connection of the kind ${connection} to ${whom}${on === host || host === '' ? '' : `, for ${host}`}`,
    remedy,
  });
}

interface Words {
  readonly what: (on: string) => string;
  readonly expected: string;
  readonly remedy: string;
}

const OURS = 'connections to the disposable hosts that reapcheck makes, and to nothing else';

const WORDS: Readonly<Record<Refused['why'], Words>> = {
  local: {
    what: (on) => (isThisMachine(on) ? 'would act on this machine' : `would act on this machine, for ${on}`),
    expected: OURS,
    remedy: 'leave the task out (--tags, --skip-tags), or let it run on a host of the play',
  },
  'no-double': {
    what: (on) => `would reach ${on}, which is no host of ours`,
    expected: OURS,
    remedy: 'delegate it to a host of the play, or leave it out (--tags, --skip-tags)',
  },
  'no-machine': {
    what: (on) => `would reach ${on} in a way that no host of ours can stand for`,
    expected: 'Linux machines: over SSH, or as a container',
    remedy: 'leave it out (--tags, --skip-tags), or drill the plays for Linux hosts only',
  },
  'own-plugin': {
    what: (on) => `would reach ${on} by a connection plugin of the project's own, which is named ssh`,
    expected: 'the ssh plugin of ansible-core',
    remedy: 'give the plugin another name, or leave it out for the drill (ANSIBLE_CONNECTION_PLUGINS)',
  },
  nameless: {
    what: () => 'makes a connection of its own, and nobody knows where it leads',
    expected: OURS,
    remedy: 'leave it out (--tags, --skip-tags)',
  },
};

function isThisMachine(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '::1';
}
