import { ReapcheckError } from '../../model/error.ts';
import type { Condition } from '../../model/smoke.ts';
import type { Looked, LookTrouble } from './look.ts';
import type { SmokeSetting } from './setting.ts';

const SHOWN = 20;

/** Throws where the first look shows that the run may not begin. Nothing has been run by then. */
export function refuseRun(setting: SmokeSetting, looked: Looked): void {
  const { limit, troubles, looks, unmatched, tail } = looked;
  if (!limit) throw notRead(setting, tail);
  refuseLimit(setting, limit.hosts, limit.known, tail);
  const trouble = troubles.find((one) => !one.ignored) ?? troubles.find((one) => isBecome(one.msg));
  if (trouble) throw unusable(trouble);
  if (looks.length > 0) return;
  if (!unmatched) throw notRead(setting, tail);
  throw new ReapcheckError({
    code: 'no-play-for-host',
    kind: 'usage',
    what: `no play of ${setting.playbook} runs on ${limit.hosts.join(', ')}`,
    expected: 'a play whose hosts include it',
    remedy: 'name a host that the plays are for with --limit, and look at any --tags after --',
  });
}

function refuseLimit({ limit, most }: SmokeSetting, hosts: readonly string[], known: readonly string[], tail: string) {
  if (hosts.length === 0) {
    throw new ReapcheckError({
      code: 'limit-matches-nothing',
      kind: 'usage',
      what: `--limit ${limit} matches no host of the inventory`,
      expected: known.length > 0 ? `one of: ${some(known)}` : 'an inventory with hosts',
      ...(known.length > 0 ? {} : { seen: tail.split('\n').slice(0, 3).join(' | ') }),
      remedy: known.length > 0 ? 'name one of these hosts' : 'look at -i: Ansible read no host from it',
    });
  }
  if (hosts.length <= most) return;
  throw new ReapcheckError({
    code: 'limit-too-wide',
    kind: 'usage',
    what: `--limit ${limit} matches ${hosts.length} hosts; nothing was run on them`,
    expected: most === 1 ? 'exactly one host' : `at most ${most} hosts (--allow-hosts)`,
    seen: some(hosts),
    remedy: `name one of them, or say --allow-hosts ${hosts.length} if all of them may run the playbook for real`,
  });
}

function some(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}

/** Ansible ended before it knew its hosts: syntax, vault, arguments. */
function notRead({ playbook }: SmokeSetting, tail: string): ReapcheckError {
  return new ReapcheckError({
    code: 'preflight-failed',
    kind: 'usage',
    what: `ansible-playbook can't begin with ${playbook}; nothing was run`,
    seen: tail.split('\n').join('\n    '),
    remedy: 'mend what it says; the arguments after -- go to it as they are',
  });
}

interface Kind {
  readonly pattern: RegExp;
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

const BECOME =
  /(incorrect|missing) \S+ password|a password is required|privilege escalation prompt|authentication failure|sorry, (a password|user|you must)|not (allowed|in the sudoers)|premature end of stream|failed to set permissions on the temporary/i;

/** In the order in which they are looked for. The messages are those of OpenSSH, Ansible's become plugins, and of our look. */
const KINDS: readonly Kind[] = [
  {
    pattern: /identification has changed|host key verification failed|host key .* (is unknown|not found|mismatch)/i,
    code: 'host-key-changed',
    what: 'its host key is not the one that is known',
    remedy: 'find out why the key differs; if the host was installed anew, mend known_hosts (ssh-keygen -R HOST)',
  },
  {
    pattern: BECOME,
    code: 'become-failed',
    what: 'Ansible may not become the user that the play asks for',
    remedy: 'look at become_user and ansible_become_password of this host (--become-password-file after --)',
  },
  {
    pattern: /reapcheck: no python/,
    code: 'no-python',
    what: 'it has no python that Ansible could use',
    remedy: 'install python3 there, or set ansible_python_interpreter for this host',
  },
  {
    pattern: /permission denied|authentication|no supported authentication/i,
    code: 'login-refused',
    what: 'it does not let this user in',
    remedy: 'look at ansible_user, ansible_ssh_private_key_file and the keys of your agent',
  },
];

function unusable({ host, taskName, unreachable, msg }: LookTrouble): ReapcheckError {
  const kind = KINDS.find(({ pattern }) => pattern.test(msg)) ?? {
    code: unreachable ? 'host-unreachable' : 'look-failed',
    what: unreachable ? "it can't be reached" : "it can't be looked at",
    remedy: unreachable
      ? 'look at its address, port and jump host: ansible -m ping says the same'
      : `run ansible-playbook with -vvv, and report this if it works there (${taskName})`,
  };
  return new ReapcheckError({
    code: kind.code,
    kind: 'environment',
    what: `${host}: ${kind.what}; nothing was run`,
    seen: msg.replaceAll(/\s+/g, ' ').trim(),
    remedy: kind.remedy,
  });
}

function isBecome(msg: string): boolean {
  return BECOME.test(msg);
}

/** Throws where the run would fail for what was seen. */
export function refuseBad(conditions: readonly Condition[]): void {
  const bad = conditions.find(({ state }) => state === 'bad');
  if (!bad) return;
  throw new ReapcheckError({
    code: bad.what === 'async dir' ? 'async-dir-not-writable' : 'no-space',
    kind: 'environment',
    what: `${bad.host}: no job of ${bad.user} could write its job file there; nothing was run`,
    seen: `${bad.what}: ${bad.detail}`,
    remedy: 'mend its permissions or make room, or name another directory with ansible_async_dir',
  });
}
