"""Tells the harness what the play does: one JSON line per event, see harness/model/event.ts, its only description. Loaded by drive.py only."""
import functools
import re

from ansible import context
from ansible.plugins.callback import CallbackBase
from ansible.release import __version__ as core_version
from reapcheck_driver import driver

DOCUMENTATION = '''
    name: reapcheck_events
    type: notification
    short_description: Writes events for reapcheck
    description: Writes one JSON line for each thing that the play does.
'''


def _told(method):
    """Ansible only warns of an error in a callback and goes on. An event lost is a wrong verdict: end the run instead."""
    @functools.wraps(method)
    def guarded(self, *args, **kwargs):
        with driver.unsupported_if_it_raises(method.__name__):
            method(self, driver.active, *args, **kwargs)

    return guarded


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'reapcheck_events'
    CALLBACK_NEEDS_ENABLED = False
    CALLBACK_NEEDS_WHITELIST = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._play_id = None
        # (host, task) → items told so far: their results come in the loop's order.
        self._items = {}
        # (host, task) → attempts that were told to be tried again. What Ansible says of it is one more from 2.21.
        self._retried = {}

    @_told
    def v2_playbook_on_start(self, told, playbook):
        told.emit(
            'playbook-start',
            playbook=str(playbook._file_name),
            coreVersion=core_version,
            tags=[str(tag) for tag in context.CLIARGS.get('tags') or ()],
            skipTags=[str(tag) for tag in context.CLIARGS.get('skip_tags') or ()],
        )

    @_told
    def v2_playbook_on_play_start(self, told, play):
        self._play_id = str(play._uuid)
        pattern = play.hosts if isinstance(play.hosts, str) else ','.join(str(one) for one in play.hosts)
        told.emit('play-start', play=self._play_id, name=str(told.name(play)), pattern=str(pattern), bound=_bound_play(play))

    @_told
    def v2_playbook_on_no_hosts_matched(self, told):
        told.emit('no-hosts', play=self._play_id)

    @_told
    def v2_playbook_on_task_start(self, told, task, is_conditional):
        self._task_start(told, task, False)

    @_told
    def v2_playbook_on_cleanup_task_start(self, told, task):
        self._task_start(told, task, False)

    @_told
    def v2_playbook_on_handler_task_start(self, told, task):
        self._task_start(told, task, True)

    def _task_start(self, told, task, handler):
        retries = task.retries
        if not task.until and 'retries' not in (task.get_ds() or {}):
            # Up to 2.15 the default of 3 stands there even if nothing is retried.
            retries = None
        elif retries is None:
            retries = 3
        told.emit(
            'task-start',
            task=str(task._uuid),
            play=self._play_id,
            name=str(told.name(task)),
            action=str(getattr(task, 'resolved_action', None) or task.action),
            place=driver.place_of(task),
            handler=handler,
            poll=_keyword(task.poll),
            until=bool(task.until),
            untilWritten=None if told.reticent or not task.until else ' and '.join(str(one) for one in _listed(task.until)),
            register=_registered(task),
            retries=None if retries is None else _keyword(retries),
            delay=None if retries is None else _keyword(task.delay),
            ignoreErrors=_flag(task.ignore_errors),
            # A list of conditions; a bare `false` stays one in 2.21.
            failedWhen=task.failed_when not in (None, []),
            noLog=_flag(task.no_log),
            bound=_bound_task(task),
            **{'async': _keyword(task.async_val)},
        )

    @_told
    def v2_runner_retry(self, told, result):
        host, task, said, _ = _parts(result)
        self._retried[host, task] = self._retried.get((host, task), 0) + 1
        attempt = self._retried[host, task]
        # A secret may be a part of the word itself.
        told.emit('retry', host=host, task=task, attempt=attempt, of=int(said.get('retries', attempt)))

    @_told
    def v2_runner_on_ok(self, told, result):
        self._result(told, result, 'ok')

    @_told
    def v2_runner_on_failed(self, told, result, ignore_errors=False):
        self._result(told, result, 'failed', bool(ignore_errors))

    @_told
    def v2_runner_on_skipped(self, told, result):
        self._result(told, result, 'skipped')

    @_told
    def v2_runner_on_unreachable(self, told, result):
        self._result(told, result, 'unreachable')

    @_told
    def v2_runner_item_on_ok(self, told, result):
        self._item(told, result, 'ok')

    @_told
    def v2_runner_item_on_failed(self, told, result):
        self._item(told, result, 'unreachable' if result.is_unreachable() else 'failed')

    @_told
    def v2_runner_item_on_skipped(self, told, result):
        self._item(told, result, 'skipped')

    def _item(self, told, result, status):
        host, task, _, _ = _parts(result)
        self._retried.pop((host, task), None)
        ordinal = self._items.get((host, task), 0)
        self._items[host, task] = ordinal + 1
        self._emit_result(told, result, status, ordinal, _ignored(result, status))

    def _result(self, told, result, status, ignored=False):
        host, task, _, _ = _parts(result)
        self._items.pop((host, task), None)
        self._retried.pop((host, task), None)
        self._emit_result(told, result, status, None, ignored or _ignored(result, status))

    def _emit_result(self, told, result, status, item, ignored):
        host, task, said, fields = _parts(result)
        no_log = fields.get('no_log') not in (None, False)
        # Only a reap's result speaks of another task's job.
        jid = said.get('ansible_job_id') if driver.is_reap(_task(result), told.config['reapActions']) else None
        told.emit(
            'result',
            host=host,
            task=task,
            item=item,
            status=status,
            ignored=ignored,
            changed=bool(result.is_changed()),
            # Of a task that went well the message tells nothing, and may tell too much.
            msg=told.message(said, no_log, jid) if status in ('failed', 'unreachable') else None,
        )

    @_told
    def v2_playbook_on_stats(self, told, stats):
        words = ('ok', 'failures', 'unreachable', 'changed', 'skipped', 'rescued', 'ignored')
        hosts = {}
        for host in stats.processed:
            summary = stats.summarize(host)
            hosts[str(host)] = {word: int(summary.get(word, 0)) for word in words}
        told.emit('stats', hosts=hosts)


#: Variables by which the work of one host depends on which others there are.
_OTHERS = re.compile(r'\b(?:hostvars|play_hosts|ansible_play_\w+|ansible_limit|inventory_hostname)\b|\bgroups\s*[\[.|)]')


def _registered(task):
    # From 2.22 a mapping of names to parts of the result.
    names = list(task.register) if isinstance(task.register, dict) else [task.register]
    return str(names[0]) if len(names) == 1 and names[0] else None


def _listed(value):
    return value if isinstance(value, list) else [value]


def _bound_play(play):
    """Why hosts of this play don't go their ways alone; None if they do."""
    why = [word for word in ('serial', 'max_fail_percentage', 'any_errors_fatal') if getattr(play, word, None) not in (None, [], False)]
    return why or None


def _bound_task(task):
    why = [word for word in ('run_once', 'delegate_to', 'throttle', 'any_errors_fatal') if getattr(task, word, None) not in (None, False, 0)]
    mention = _OTHERS.search(str(task.get_ds()))
    if mention:
        why.append(mention.group(0).strip(' [.|)'))
    return why or None


def _task(result):
    # Public names from 2.19, underscored before.
    return getattr(result, 'task', None) or result._task


def _parts(result):
    """Host, task id, result, and the task's keywords after templating."""
    # The keywords keep their underscore: their public name, of 2.19, is deprecated again in 2.21.
    if hasattr(result, 'host'):
        return str(result.host.name), str(result.task._uuid), result.result, result._task_fields
    return str(result._host.name), str(result._task._uuid), result._result, result._task_fields


def _ignored(result, status):
    fields = _parts(result)[3]
    word = {'failed': 'ignore_errors', 'unreachable': 'ignore_unreachable'}.get(status)
    return word is not None and fields.get(word) is True


def _keyword(value):
    """A number, or the template that will give one."""
    text = str(value)
    return int(text) if text.lstrip('-').isdigit() else float(value) if isinstance(value, float) else text


def _flag(value):
    return value if isinstance(value, bool) else str(value) if value is not None else False
