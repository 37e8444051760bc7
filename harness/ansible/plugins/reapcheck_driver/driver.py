"""One run's configuration and event file, shared by the main process, its callback plugin and the forked workers."""
from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import traceback
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

#: run.ts turns this exit code into the error `ansible-unsupported`. Ansible itself uses 0-8, 99 and 250 upwards.
EXIT_UNSUPPORTED = 97

#: Longer messages are cut: they are for people, and a traceback's first lines say enough.
MSG_LIMIT = 500

#: Ansible's own words, which can't hold anything of the job's.
FIXED_MSGS = (
    'Timeout exceeded',
    'could not find job',
    'non-zero return code',
    'The command exited with a non-zero return code',
    'async task did not complete within the requested time',
    'async task produced unparseable results',
    'async task produced unparsable results',
    'All items completed',
    'All items skipped',
    'One or more items failed',
    'One or more items skipped',
)

#: What ansible-core puts in the place of a secret, from 2.22 on.
MASKED = '$REDACTED$'

#: The driver of this process. Set once, before Ansible starts.
active: Driver | None = None


class Driver:
    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        # Appending, one write per line: workers write to the same file, and their lines never mix.
        self._events = os.open(config['eventsFile'], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._secret_jobs = os.path.join(config['workDir'], 'no-log')
        os.makedirs(self._secret_jobs, mode=0o700, exist_ok=True)

    @property
    def reticent(self) -> bool:
        """On hosts that aren't ours real secrets are at work: of what the play says, only Ansible's own words are kept."""
        inventory = self.config.get('inventory')
        return inventory is not None and inventory['look'] is None

    def double_of(self, name: str) -> str:
        """The host of ours that is meant: by its name, or by an address that the inventory has for it alone."""
        doubles = self.config['doubles']
        return name if not doubles or name in self.config['disposableHosts'] else doubles['addresses'].get(name, name)

    def emit(self, kind: str, **fields: Any) -> None:
        """Writes one event. Fields that are None are left out, except `item`, where null says that there is no loop."""
        event: dict[str, Any] = {'type': kind, 'at': now_ms()}
        event.update((key, value) for key, value in fields.items() if value is not None or key == 'item')
        os.write(self._events, json.dumps(event).encode('ascii') + b'\n')

    def name(self, thing: Any) -> str:
        return name_of(thing) if self.reticent else thing.get_name()

    def hide(self, jid: Any) -> None:
        """Remembers that a job was launched under no_log. A file, as the reap runs in another forked worker."""
        open(os.path.join(self._secret_jobs, os.path.basename(str(jid))), 'w').close()

    def is_hidden(self, jid: Any) -> bool:
        return jid is not None and os.path.exists(os.path.join(self._secret_jobs, os.path.basename(str(jid))))

    def message(self, result: Mapping[str, Any], no_log: Any, jid: Any = None) -> str | None:
        """The message of a result if it may be kept: nothing of a no_log task or job is ever written to a file."""
        msg = _criterion_error(result) or result.get('msg')
        if not msg:
            return None
        text = msg if isinstance(msg, str) else json.dumps(msg, default=str)
        hidden = no_log or result.get('_ansible_no_log') or self.is_hidden(jid) or is_masked(result)
        if self.reticent:
            return next((fixed for fixed in FIXED_MSGS if text.startswith(fixed)), None)
        if hidden and not text.startswith(FIXED_MSGS):
            return None
        return str(mask_secrets(text)[:MSG_LIMIT])


def _criterion_error(result: Mapping[str, Any]) -> str | None:
    """Why a criterion could not be evaluated: it stands in the place of the criterion's answer, and the message says nothing of it."""
    answers = (result.get('failed_when_result'), result.get('changed_when_result'))
    return next((answer for answer in answers if isinstance(answer, str)), None)


def mask_secrets(text: Any) -> Any:
    """Without the secrets that the play has registered. Ansible does that for callbacks, and we hear of a result before them."""
    try:
        from ansible.module_utils.secrets import mask_secrets as mask
    except ImportError:
        return text
    return mask(text)


def is_masked(result: Mapping[str, Any]) -> bool:
    """Whether a secret is a part of the result's own words, so that nobody can tell by them which job it speaks of."""
    return any(MASKED in str(key) for key in result) or MASKED in str(result.get('ansible_job_id'))


def start(config_path: str) -> Driver:
    global active
    with open(config_path, encoding='utf-8') as file:
        active = Driver(json.load(file))
    return active


def running() -> Driver:
    """The driver of this process, for what is only loaded once it has started."""
    if active is None:
        raise RuntimeError('the driver has not started')
    return active


def now_ms() -> int:
    return int(time.time() * 1000)


def as_dict(result: Any) -> dict[str, Any]:
    """A result as the task would register it: from 2.21 the executor hands on an object of its own."""
    return result if isinstance(result, dict) else result.as_result_dict()


def is_reap(task: Any, extra: Collection[str] = ()) -> bool:
    """Whether the task is an async_status, however it is spelt."""
    names = (str(task.action), str(getattr(task, 'resolved_action', None)))
    return any(name in extra or name.split('.')[-1] == 'async_status' for name in names)


def name_of(thing: Any) -> str:
    """The name of a task or play as it is written: once templated it may hold a secret."""
    source = thing.get_ds()
    written = source.get('name') if isinstance(source, dict) else None
    return written if isinstance(written, str) and '{{' in written else thing.get_name()


def place_of(task: Any) -> dict[str, Any] | None:
    """Where the task is written, or None. Ansible gives one text, `/path/file.yml:12`."""
    file, _, line = task.get_path().rpartition(':')
    return {'file': str(file), 'line': int(line)} if file and line.isdigit() else None


def give_up(doing: str) -> NoReturn:
    """Ends the run at once: a run without our instruments would look like one in which nothing happened.

    In a worker this ends the worker, and Ansible makes of that what it will; so the harness is told by a file as well.
    """
    said = 'reapcheck: this ansible-core is not one that it knows (%s):\n%s' % (doing, traceback.format_exc())
    if active is not None:
        with open(os.path.join(active.config['workDir'], 'unsupported'), 'w', encoding='utf-8') as file:
            file.write(said)
    sys.stderr.write(said)
    sys.stderr.flush()
    os._exit(EXIT_UNSUPPORTED)


@contextlib.contextmanager
def unsupported_if_it_raises(doing: str) -> Iterator[None]:
    try:
        yield
    except Exception:
        give_up(doing)
