"""Tells what tasks answered on hosts that aren't ours, so that stubs can answer so in a drill.

Nothing is done otherwise than without it: the answer goes on to the play as it is, and a copy without the known secrets is told.
(On 2.21 alone results get their `invocation` back, as before and by Ansible's own option: it says which arguments a module has marked.)
"""
from __future__ import annotations

import functools
import inspect
import json
import os
from typing import Any

from . import hooks, stubs
from .driver import as_dict, is_reap, now_ms
from .known_secrets import SHORTEST_UNMARKED, Cleaned, KnownSecrets

#: Who should review more than this?
MOST_BYTES = 64_000

#: What Ansible and its wrapper add to the answer of a module. `changed` and `failed` are told apart.
ADDED = (
    *('changed', 'failed', 'invocation', 'exception', 'warnings', 'deprecations', 'ansible_parsed'),
    *('ansible_job_id', 'results_file', 'started', 'finished'),
)


def install(driver: Any) -> None:
    from ansible.executor.task_executor import TaskExecutor
    known = KnownSecrets()
    known.watch_vault()
    if not known.watch_registry():
        os.environ.setdefault('ANSIBLE_INJECT_INVOCATION', 'True')
    teller = _Teller(driver, known)
    TaskExecutor._get_action_handler_with_module_context = _overhearing(TaskExecutor._get_action_handler_with_module_context, teller)
    TaskExecutor._poll_async_result = _kept_alive(TaskExecutor._poll_async_result, teller)


def _overhearing(choose: Any, teller: _Teller) -> Any:
    @functools.wraps(choose)
    def _get_action_handler_with_module_context(self: Any, *args: Any, **kwargs: Any) -> Any:
        handler, context = choose(self, *args, **kwargs)
        run = handler.run

        @functools.wraps(run)
        def overheard(*args: Any, **kwargs: Any) -> Any:
            since = now_ms()
            try:
                result = run(*args, **kwargs)
            except Exception as error:
                # How an action says that it fails.
                said = getattr(error, 'result', None)
                if isinstance(said, dict):
                    teller.hear(handler, dict(said), now_ms() - since, kwargs.get('task_vars'))
                raise
            teller.hear(handler, result, now_ms() - since, kwargs.get('task_vars'))
            return result

        handler.run = overheard
        return handler, context

    return _get_action_handler_with_module_context


def _kept_alive(original: Any, teller: _Teller) -> Any:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def _poll_async_result(self: Any, *args: Any, **kwargs: Any) -> Any:
        _, launched, *_ = signature.bind(self, *args, **kwargs).arguments.values()
        jid = as_dict(launched).get('ansible_job_id')
        result = original(self, *args, **kwargs)
        said = as_dict(result)
        # One that gave up waiting is the play's own word, not the job's.
        if jid is not None and said.get('finished'):
            teller.tell_job(str(jid), said)
        return result

    return _poll_async_result


class _Teller:
    def __init__(self, driver: Any, known: KnownSecrets) -> None:
        self._driver, self._known = driver, known
        wanted = driver.config['inventory']['answers']
        self._wanted = None if wanted['stubs'] is None else list(enumerate(wanted['stubs']))
        self._ignorant = os.path.join(driver.config['workDir'], 'secrets-unknown')
        # A file for each job: its reap is in another worker than its launch.
        self._jobs = os.path.join(driver.config['workDir'], 'jobs')
        os.makedirs(self._jobs, mode=0o700, exist_ok=True)

    def hear(self, handler: Any, result: Any, took: int, variables: Any) -> None:
        context = hooks.current()
        if context is None or not isinstance(result, dict):
            return
        task, jid = handler._task, result.get('ansible_job_id')
        try:
            self._learn(handler, result, variables)
        except Exception:
            # A play on somebody's hosts is not ended for that, but who doesn't know the secrets may tell nothing more.
            open(self._ignorant, 'w').close()
        if is_reap(task, self._driver.config['reapActions']):
            if result.get('finished') and jid is not None:
                self.tell_job(str(jid), result)
        elif not self._is_wanted(task) or result.get('skipped'):
            return
        elif task.async_val and jid is not None:
            open(self._job(jid), 'w').close()
        else:
            self._tell(context, result, took=took)

    def tell_job(self, jid: str, result: Any) -> None:
        context = hooks.current()
        if self._hidden(result, jid):
            self._known.add_leaves(_own(result), SHORTEST_UNMARKED)
        if context is not None and os.path.exists(self._job(jid)):
            self._tell(context, result, jid=jid)

    def _job(self, jid: Any) -> str:
        return os.path.join(self._jobs, os.path.basename(str(jid)))

    def _is_wanted(self, task: Any) -> bool:
        if self._wanted is not None:
            return stubs.stub_of_task(self._wanted, task) is not None
        # ansible-core's own are there in a drill as well.
        name = str(getattr(task, 'resolved_action', None) or task.action)
        return name.count('.') >= 2 and name.rpartition('.')[0] not in stubs.CORE

    def _hidden(self, result: Any, jid: Any) -> bool:
        context = hooks.current()
        return bool((context is not None and context.task.no_log) or result.get('_ansible_no_log') or self._driver.is_hidden(jid))

    def _learn(self, handler: Any, result: Any, variables: Any) -> None:
        from ansible.utils.vars import load_extra_vars
        task, known = handler._task, self._known
        known.add_named(dict(task.args))
        known.add_named([one for one in task.environment or [] if isinstance(one, dict)])
        known.add_named({str(name): one for name, one in dict(variables or {}).items() if name != 'vars'})
        # Where secrets are given that are in no file.
        known.add_leaves(load_extra_vars(handler._loader), SHORTEST_UNMARKED)
        known.add_marked(dict(task.args), (result.get('invocation') or {}).get('module_args'))
        for name in ('password', 'become_pass'):
            word = getattr(handler._play_context, name, None)
            if isinstance(word, str) and '{{' not in word:
                known.add(word)
        if self._hidden(result, result.get('ansible_job_id')):
            known.add_leaves([dict(task.args), _own(result)], SHORTEST_UNMARKED)

    def _tell(self, context: Any, result: Any, **more: Any) -> None:
        failed = bool(result.get('failed')) or result.get('rc') not in (None, 0)
        about = dict(context.at_task(), changed=bool(result.get('changed')), failed=failed, **more)
        withheld = 'no_log' if self._hidden(result, more.get('jid')) else 'unreadable' if os.path.exists(self._ignorant) else None
        clean = None
        if withheld is None:
            try:
                clean = Cleaned(_own(result), self._known)
                withheld = 'too-large' if len(json.dumps(clean.value)) > MOST_BYTES else None
            except Exception:
                withheld = 'unreadable'
        if clean is None or withheld is not None:
            self._driver.emit('answer', takenOut=[], withheld=withheld, **about)
        else:
            self._driver.emit('answer', result=clean.value, takenOut=clean.taken_out, **about)


def _own(result: Any) -> dict[str, Any]:
    """What the module itself said. Lines are made anew of what stands beside them."""
    lines = [name + '_lines' for name in ('stdout', 'stderr') if name in result]
    return {str(key): one for key, one in result.items() if str(key) not in (*ADDED, *lines) and not str(key).startswith('_ansible_')}
