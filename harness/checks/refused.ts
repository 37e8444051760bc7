import { ReapcheckError } from '../model/error.ts';
import type { Refused } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';

/**
 * The first connection that was refused, as an error that a user can act on; undefined if there was none. A play may ignore or rescue
 * what it got in its place, so with one refusal the run shows nothing.
 */
export function refusalIn(facts: Facts): ReapcheckError | undefined {
  const [refused] = facts.events('refused');
  return refused && refusal(facts, refused);
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
