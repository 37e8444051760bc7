"""What Ansible's callbacks don't tell: launches, what a reap made of them, ordinals in loops and of repeated tasks.

All of it is on the worker's side of the fork, where the task is private to the worker, except the count of how often a
task was queued, which must be taken before the fork. Signatures differ between versions, so arguments pass through.
"""
from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import inspect
import json
import os
from typing import Any

from . import arms, harmless
from .driver import as_dict, give_up, is_reap, now_ms, place_of, unsupported_if_it_raises

#: (host, path of the task) → how often it was queued. Counted in the main process; workers inherit it as they fork.
_queued: dict[tuple[str, str], int] = {}

#: The task, or loop item, that this worker is on.
_current = None


def current():
    """The context of the task or loop item that this worker is on; None in the main process."""
    return _current


class Context:
    """One call of TaskExecutor._execute: one task, or one item of its loop, on one host."""

    def __init__(self, executor):
        self.executor = executor
        self.host = executor._host
        self.since = now_ms()
        self.item = getattr(executor, '_reapcheck_item', None)
        runs = _queued.get((self.host.name, executor._task.get_path()))
        if runs is None:
            # Told apart by the ordinal: to guess one would strike the wrong job.
            raise RuntimeError("reapcheck: the play's strategy doesn't queue tasks as ansible-core's do")
        self.nth = runs - 1
        self.polls = 0
        self.last = {}
        self.struck = False
        self.polling = False

    @property
    def task(self):
        # For a loop item the executor swaps in a templated copy while it runs.
        return self.executor._task

    def at_task(self):
        return {'host': str(self.host.name), 'task': str(self.task._uuid), 'item': self.item, 'nth': self.nth}


def install(driver):
    from ansible.executor.task_executor import TaskExecutor
    from ansible.executor.task_queue_manager import TaskQueueManager
    from ansible.plugins.action import ActionBase
    from ansible.plugins.strategy import StrategyBase

    for owner, name in (
        (StrategyBase, '_queue_task'),
        (StrategyBase, '_execute_meta'),
        (TaskExecutor, '_run_loop'),
        (TaskExecutor, '_execute'),
        (TaskExecutor, '_poll_async_result'),
        (ActionBase, '_execute_module'),
        (TaskQueueManager, 'load_callbacks'),
    ):
        if not callable(getattr(owner, name, None)):
            raise RuntimeError('%s.%s is gone' % (owner.__name__, name))
    if 'wrap_async' not in inspect.signature(ActionBase._execute_module).parameters:
        raise RuntimeError('ActionBase._execute_module has no wrap_async')

    StrategyBase._queue_task = _counting(StrategyBase._queue_task)
    StrategyBase._execute_meta = _steering(StrategyBase._execute_meta, driver)
    TaskExecutor._run_loop = _numbering(TaskExecutor._run_loop)
    TaskExecutor._execute = _in_context(TaskExecutor._execute, driver)
    TaskExecutor._poll_async_result = _keep_alive(TaskExecutor._poll_async_result, driver)
    ActionBase._execute_module = _launching(ActionBase._execute_module, driver)
    TaskQueueManager.load_callbacks = _with_our_callback(TaskQueueManager.load_callbacks)


def _with_our_callback(original):
    @functools.wraps(original)
    def load_callbacks(self, *args, **kwargs):
        original(self, *args, **kwargs)
        # Ansible only warns of a callback that it can't load.
        if not any(type(one).__module__.endswith('reapcheck_events') for one in self._callback_plugins):
            try:
                raise RuntimeError('the callback plugin reapcheck_events was not loaded')
            except RuntimeError:
                give_up('callback')

    return load_callbacks


def _counting(original):
    @functools.wraps(original)
    def _queue_task(self, host, task, *args, **kwargs):
        key = (host.name, task.get_path())
        _queued[key] = _queued.get(key, 0) + 1
        return original(self, host, task, *args, **kwargs)

    return _queue_task


#: Meta tasks after which a host's tasks don't run, or its failure no longer counts. No callback tells of them.
_STEERING = ('end_host', 'end_batch', 'end_play', 'clear_host_errors')


def _steering(original, driver):
    signature = inspect.signature(original)

    @functools.wraps(original)
    def _execute_meta(self, *args, **kwargs):
        with unsupported_if_it_raises('meta'):
            call = signature.bind(self, *args, **kwargs).arguments
            task, iterator = call['task'], call['iterator']
            meta = str(task.args.get('_raw_params'))
            before = _standing(self, iterator) if meta in _STEERING else None
        result = original(self, *args, **kwargs)
        if before is not None:
            with unsupported_if_it_raises('meta'):
                going, failed = _standing(self, iterator)
                for host in sorted(before[0] - going):
                    driver.emit('host-ended', host=host, meta=meta, place=place_of(task))
                for host in sorted(before[1] - failed):
                    driver.emit('errors-cleared', host=host, place=place_of(task))
        return result

    return _execute_meta


def _standing(strategy, iterator):
    """Hosts that still have tasks to run, and hosts that count as failed."""
    from ansible.executor.play_iterator import IteratingStates
    going = {str(name) for name, state in iterator.host_states.items() if state.run_state != IteratingStates.COMPLETE}
    return going, {str(name) for name in [*strategy._tqm._failed_hosts, *strategy._tqm._unreachable_hosts]}


def _numbering(original):
    @functools.wraps(original)
    def _run_loop(self, *args, **kwargs):
        self._reapcheck_item = -1
        return original(self, *args, **kwargs)

    return _run_loop


def _in_context(original, driver):
    signature = inspect.signature(original)
    extra_reaps = tuple(driver.config['reapActions'])

    @functools.wraps(original)
    def _execute(self, *args, **kwargs):
        global _current
        if hasattr(self, '_reapcheck_item'):
            self._reapcheck_item += 1
        with unsupported_if_it_raises('task'):
            outer, _current = _current, Context(self)
        context = _current
        try:
            result = original(self, *args, **kwargs)
        except Exception:
            # An `until` or `failed_when` that doesn't evaluate: before 2.19 it is raised from here.
            if is_reap(context.task, extra_reaps) and context.polls:
                _collected(driver, context, {}, None)
            raise
        finally:
            _current = outer
        if not driver.reticent:
            with unsupported_if_it_raises('work'):
                driver.emit('work', work=_work_of(context.task), since=context.since, **context.at_task())
        if is_reap(context.task, extra_reaps):
            with unsupported_if_it_raises('reap'):
                _collected(driver, context, as_dict(result), _variables(self, signature.bind(self, *args, **kwargs).arguments))
        return result

    return _execute


#: What tasks do is compared within one run only: who doesn't have the key can't try out arguments.
_KEY = os.urandom(16)


def _work_of(task):
    """One text for the same action with the same arguments, after templating."""
    # What Ansible adds for the module is another folder, or another word of this version's, each time.
    own = {str(key): value for key, value in dict(task.args).items() if not str(key).startswith('_ansible_')}
    text = json.dumps([str(getattr(task, 'resolved_action', None) or task.action), own], sort_keys=True, default=str)
    return hmac.new(_KEY, text.encode('utf-8', 'surrogateescape'), hashlib.sha256).hexdigest()[:16]


def _variables(executor, call):
    """The variables of the task: an argument of some versions, the executor's own in some, the worker's context from 2.21."""
    if call.get('variables') is not None:
        return call['variables']
    if hasattr(executor, '_job_vars'):
        return executor._job_vars
    from ansible._internal._task import TaskContext
    return TaskContext.current().task_vars


def _launching(original, driver):
    signature = inspect.signature(original)

    @functools.wraps(original)
    def _execute_module(self, *args, **kwargs):
        context = _current
        if context is None:
            return original(self, *args, **kwargs)
        call = signature.bind(self, *args, **kwargs).arguments
        if call.get('wrap_async') and context.task.async_val and not _gathers_facts(self._task):
            return _launch(self, context, lambda **instead: original(**dict(call, self=self, **instead)), call.get('task_vars'))
        module = str(call.get('module_name') or self._task.action)
        mode = (call.get('module_args') or self._task.args).get('mode', 'status')
        if module.split('.')[-1] != 'async_status' or (context.polling and mode == 'cleanup'):
            return original(self, *args, **kwargs)
        context.polls += 1
        if context.polling and driver.config['inventory'] is not None:
            driver.emit('poll', jid=str((call.get('module_args') or self._task.args).get('jid')), attempt=context.polls, **context.at_task())
        context.last = {}
        # Before failed_when and until have had their say.
        context.last = original(self, *args, **kwargs)
        return context.last

    def _launch(action, context, call, task_vars):
        task = action._task
        stand_in = None if context.struck else harmless.stand_in_for(driver.config, context, task)
        if stand_in:
            context.struck = True
            result = call(**harmless.failing(stand_in['token']))
            _told_launch(action, context, result)
            if result.get('ansible_job_id') is not None:
                read = harmless.read_back(functools.partial(original, action, task_vars=task_vars), result, stand_in)
                action._remove_tmp_path(action._connection._shell.tmpdir)
                driver.emit(
                    'stand-in',
                    token=stand_in['token'],
                    jid=str(result['ansible_job_id']),
                    path=str(result.get('results_file', '')),
                    **read,
                    **context.at_task(),
                )
            return result
        found = None if context.struck else arms.arm_for(driver, context, task, action._connection)
        # A launch that is retried starts another job; only the first is struck.
        context.struck = context.struck or found is not None
        found = found or arms.stand_in_for(driver, context, task, action._connection)
        with arms.armed(task, *found) if found else contextlib.nullcontext():
            result = call()
        _told_launch(action, context, result)
        return result

    def _told_launch(action, context, result):
        with unsupported_if_it_raises('launch'):
            _tell_launch(action, context, result)

    def _tell_launch(action, context, result):
        task = action._task
        jid = result.get('ansible_job_id')
        if jid is not None:
            if task.no_log:
                driver.hide(jid)
            driver.emit(
                'launch',
                # Where it acts: a local connection acts on the controller, whatever host it is for.
                on='localhost' if getattr(action._connection, 'transport', None) == 'local' else driver.double_of(str(task.delegate_to or context.host.name)),
                jid=str(jid),
                limit=int(task.async_val),
                poll=int(task.poll),
                since=context.since,
                resultsFile=str(result.get('results_file', '')),
                **context.at_task(),
            )

    return _execute_module


def _gathers_facts(task):
    # Parallel gathering uses the wrapper too, but these are Ansible's jobs, not the user's.
    return str(task.action).split('.')[-1] == 'gather_facts'


def _keep_alive(original, driver):
    signature = inspect.signature(original)

    @functools.wraps(original)
    def _poll_async_result(self, *args, **kwargs):
        # The launch's result is the first argument after self, under whatever name.
        with unsupported_if_it_raises('keep-alive'):
            _, launched, *_ = signature.bind(self, *args, **kwargs).arguments.values()
            context, jid = _current, as_dict(launched).get('ansible_job_id')
        if context is None or jid is None:
            return original(self, *args, **kwargs)
        context.polls, context.polling, since = 0, True, now_ms()
        outcome: dict[str, Any] = {'unreachable': True}
        try:
            result = original(self, *args, **kwargs)
            outcome = as_dict(result)
        except Exception as error:
            outcome['msg'] = str(error)
            raise
        finally:
            context.polling = False
            driver.emit(
                'collect',
                via='keep-alive',
                jid=str(jid),
                mode='status',
                since=since,
                attempts=max(1, context.polls),
                until=False,
                **_said(driver, context, outcome, jid),
                **context.at_task(),
            )
        return result

    return _poll_async_result


def _collected(driver, context, result, variables):
    """One event for a reap, after its last attempt. A jid that can't be known (its job was skipped) gives none."""
    task = context.task
    jid = task.args.get('jid')
    if result.get('skipped'):
        # Skipped before its arguments were templated.
        jid = _templated(jid, context.executor._loader, variables)
    if not isinstance(jid, str) or '{{' in jid:
        return
    # An attempt that can't get there ends before it looks: what an earlier one saw isn't what this one says.
    cut_off = bool(result.get('unreachable')) and not context.last.get('unreachable')
    said = result if cut_off else context.last or result
    retried = task.until or task.retries
    driver.emit(
        'collect',
        via='async_status',
        jid=str(jid),
        mode='cleanup' if task.args.get('mode') == 'cleanup' else 'status',
        since=context.since,
        attempts=max(1, context.polls + (cut_off and bool(context.last))),
        retries=int(3 if task.retries is None else task.retries) if retried and not result.get('skipped') else None,
        delay=int(task.delay) if retried and not result.get('skipped') else None,
        until=bool(task.until),
        **_said(driver, context, dict(said, skipped=result.get('skipped')), jid),
        **context.at_task(),
    )


def _templated(text, loader, variables):
    from ansible.template import Templar
    try:
        return Templar(loader=loader, variables=variables).template(text)
    except Exception:  # Undefined: it is skipped because there was no job.
        return None


def _said(driver, context, result, jid):
    """What the last attempt itself said of the job, before failed_when."""
    rc = result.get('rc')
    rc = int(rc) if isinstance(rc, int) or (isinstance(rc, str) and rc.lstrip('-').isdigit()) else None
    return {
        'finished': _truthy(result.get('finished')),
        'failed': bool(result.get('failed')) or rc not in (None, 0),
        'unreachable': bool(result.get('unreachable')),
        'skipped': bool(result.get('skipped')),
        'rc': rc,
        'msg': driver.message(result, bool(context.task.no_log), jid),
    }


def _truthy(value):
    # 0 or 1 up to 2.18, a bool from 2.19; a module's own key may be anything.
    return value not in (None, False, 0, '0', '')
