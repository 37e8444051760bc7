"""Stubs: tasks, lookups, filters and tests that are answered for instead of being run, installed or not.

Of a task three places must know. module_loader.find_plugin_with_context, without whose answer a run ends before it began; the
executor's choice of the action, where ours takes the place of whatever was found; and a module of ours that this action runs on
the host, so that with `async` there is a real job, with a job file and processes, which a fault can strike.
"""
from __future__ import annotations

import copy
import functools
import os
from typing import Any

from . import hooks, suggest
from .driver import place_of
from .pattern import fits

#: Without `*`, that a stub would have to say: a stub for all tasks is not meant for these.
BY_NAME_ONLY = ('gather_facts', 'setup')
#: Stubbed, the reap of a job would prove nothing of the job.
NEVER = ('async_status',)

CORE = ('', 'ansible.builtin', 'ansible.legacy')


def install(driver, here):
    stubs: list[tuple[int | None, Any]] = list(enumerate(driver.config['stubs']))
    modules = [(number, stub) for number, stub in stubs if stub['kind'] == 'module']
    if driver.config['suggestStubs']:
        suggest.install(driver)
        modules.append((None, suggest.NOT_INSTALLED))
    if modules:
        _tasks(_Teller(driver, 'module'), modules, os.path.join(here, 'modules'))
    for kind, plug in (('lookup', _lookups), ('filter', _jinja_plugins), ('test', _jinja_plugins)):
        by_name: dict[str, list[tuple[int | None, Any]]] = {}
        for number, stub in stubs:
            if stub['kind'] == kind:
                by_name.setdefault(stub['name'], []).append((number, stub))
        if by_name:
            plug(_Teller(driver, kind), by_name, kind)


class _Teller:
    """Tells each use once for each task and host: a filter may be asked a thousand times."""

    def __init__(self, driver, kind):
        self._driver, self._kind, self._told = driver, kind, set()

    def __call__(self, number, name):
        if number is None:
            return
        context = hooks.current()
        at = {} if context is None else {key: value for key, value in context.at_task().items() if key in ('host', 'task')}
        key = (number, at.get('host'), at.get('task'))
        if context is None or self._kind == 'module' or key not in self._told:
            self._told.add(key)
            self._driver.emit('stub', stub=number, of=self._kind, name=str(name), **at)


def names_of(action, collections, resolved=None):
    """Every name that a stub may call the action by. As actionNames in harness/model/stub.ts."""
    names = {action} | ({resolved} if resolved else set())
    if '.' not in action:
        names.update('%s.%s' % (one, action) for one in collections or ())
    for name in list(names):
        collection, _, short = name.rpartition('.')
        if collection in CORE:
            names.update((short, 'ansible.builtin.' + short))
    return names


def _fits_action(stub, names):
    shorts = {name.split('.')[-1] for name in names}
    if shorts & set(NEVER) or (shorts & set(BY_NAME_ONLY) and (stub['module'] is None or '*' in stub['module'])):
        return False
    return any(fits(stub['module'], name) for name in names)


def stub_of_task(stubs, task):
    names = names_of(str(task.action), task.collections, str(getattr(task, 'resolved_action', None) or '') or None)
    place = place_of(task)
    for number, stub in stubs:
        if not _fits_action(stub, names):
            continue
        if stub['task'] is not None and not any(fits(stub['task'], str(name)) for name in (task.name or '', task.get_name())):
            continue
        at = stub['at']
        if at is not None and (place is None or (os.path.realpath(place['file']), place['line']) != (at['file'], at['line'])):
            continue
        return number, stub
    return None


def _tasks(tell, stubs, modules):
    from ansible.errors import AnsibleError
    from ansible.executor.task_executor import TaskExecutor
    from ansible.plugins.action import ActionBase
    from ansible.plugins.loader import action_loader, module_loader
    for owner, name in (
        (module_loader, 'find_plugin_with_context'),
        (action_loader, 'find_plugin_with_context'),
        (TaskExecutor, '_get_action_handler_with_module_context'),
        (ActionBase, '_remove_tmp_path'),
    ):
        _need(owner, name)
    module_loader.add_directory(modules)
    find = module_loader.find_plugin_with_context
    choose = TaskExecutor._get_action_handler_with_module_context
    if not find('ansible.legacy.reapcheck_stub').resolved:
        raise RuntimeError('the module reapcheck_stub is not found in %s' % modules)
    #: Names that nothing is installed for.
    missing = set()

    def might_be_stubbed(name, names):
        # Which task it is isn't known yet. Written with its collection it is at least no misspelt keyword.
        return any(
            _fits_action(stub, names) and (name.count('.') >= 2 or (number is not None and stub['module'] is not None))
            for number, stub in stubs
        )

    @functools.wraps(find)
    def find_plugin_with_context(name, *args, **kwargs):
        found = find(name, *args, **kwargs)
        if found.resolved:
            return found
        collections = kwargs.get('collection_list')
        names = names_of(str(name), collections)
        if not might_be_stubbed(str(name), names):
            return found
        missing.add(str(name))
        if stubs[-1][0] is None and not _named(stubs[:-1], *names):
            suggest.tell('module', name)
        ours = copy.copy(find('ansible.legacy.reapcheck_stub'))
        # module_defaults are looked up by it, and events name it.
        ours._resolved_fqcn = next((one for one in sorted(names) if one.count('.') >= 2 and _named(stubs, one)), str(name))
        return ours

    @functools.wraps(choose)
    def _get_action_handler_with_module_context(self, *args, **kwargs):
        task = self._task
        found = stub_of_task(stubs, task)
        if found is not None and found[0] is None and str(task.action) not in missing:
            found = None
        if found is None:
            if str(task.action) in missing and not action_loader.find_plugin_with_context(str(task.action), collection_list=task.collections).resolved:
                raise AnsibleError('reapcheck: %s is not installed, and no stub is for this task' % task.action)
            return choose(self, *args, **kwargs)
        # ansible-core makes the action of a module that it knows, with all that its version gives it; then it is ours.
        action, task.action = task.action, 'ansible.builtin.ping'
        try:
            handler, context = choose(self, *args, **kwargs)
        finally:
            task.action = action
        handler.__class__ = _answering(type(handler))  # type: ignore[arg-type]
        handler._reapcheck_stub, handler._reapcheck_tell = found, tell
        return handler, context

    module_loader.find_plugin_with_context = find_plugin_with_context
    TaskExecutor._get_action_handler_with_module_context = _get_action_handler_with_module_context


def _named(stubs, *names):
    return any(stub['module'] is not None and fits(stub['module'], name) for _, stub in stubs for name in names)


@functools.lru_cache(maxsize=None)
def _answering(normal):
    class Answering(normal):  # type: ignore[misc, valid-type]
        def run(self, tmp=None, task_vars=None):
            (number, stub), task = self._reapcheck_stub, self._task
            variables = dict(task_vars or {}, stub_args=dict(task.args))
            self._reapcheck_tell(number, task.action)
            result = self._execute_module(
                module_name='ansible.legacy.reapcheck_stub',
                module_args={
                    'answer': _templated(stub['result'], variables, self._loader),
                    'changed': stub['changed'],
                    'delay': stub['delay'],
                    'fail': _templated(stub['fail'] or '', variables, self._loader),
                },
                task_vars=task_vars,
                wrap_async=task.async_val,
            )
            if not task.async_val:
                self._remove_tmp_path(self._connection._shell.tmpdir)
            return result

    return Answering


def _lookups(tell, by_name, kind):
    from ansible.errors import AnsibleError
    from ansible.plugins.loader import get_with_context_result, lookup_loader
    from ansible.plugins.lookup import LookupBase
    _need(lookup_loader, 'get_with_context')

    def plugin(name):
        class LookupModule(LookupBase):
            def run(self, terms, variables=None, **kwargs):
                return [self._answer(term, variables) for term in (terms or [None])]

            def _answer(self, term, variables):
                for number, stub in by_name[name]:
                    if stub['term'] is None or (term is not None and fits(stub['term'], str(term))):
                        tell(number, name)
                        return _templated(stub['result'], dict(variables or {}, stub_term=term), self._loader)
                raise AnsibleError('reapcheck: no stub of the lookup %s is for the term %r' % (name, term))

            def set_options(self, *args, **kwargs):
                pass

        return LookupModule

    classes = {name: plugin(name) for name in by_name}
    make = lookup_loader.get_with_context

    @functools.wraps(make)
    def get_with_context(name, *args, **kwargs):
        if name not in classes:
            return make(name, *args, **kwargs)
        # What the loader tells of a plugin of its own, with ours in it.
        found = make('ansible.builtin.items', *args, **kwargs)
        kwargs.pop('collection_list', None)
        if kwargs.pop('class_only', False):
            return get_with_context_result(classes[name], found.plugin_load_context)
        one = classes[name](*args, **kwargs)
        for attribute in ('_load_name', 'ansible_name', '_redirected_names', 'ansible_aliases', '_original_path'):
            if hasattr(found.object, attribute):
                setattr(one, attribute, getattr(found.object, attribute))
        return get_with_context_result(one, found.plugin_load_context)

    lookup_loader.get_with_context = get_with_context


def _jinja_plugins(tell, by_name, kind):
    from ansible.errors import AnsibleError
    from ansible.plugins import loader as loaders
    loader = getattr(loaders, kind + '_loader')
    _need(loader, 'get_with_context')
    make = loader.get_with_context
    known = {'filter': 'ansible.builtin.bool', 'test': 'ansible.builtin.truthy'}[kind]

    def answer_of(name):
        def answer(*values, **more):
            value, args = values[0], list(values[1:])
            for number, stub in by_name[name]:
                if stub['args'] is None or (list(stub['args']) == args and not more):
                    tell(number, name)
                    said = _templated(stub['result'], {'stub_input': value, 'stub_args': args}, None)
                    return bool(said) if kind == 'test' else said
            raise AnsibleError('reapcheck: no stub of the %s %s is for the arguments %r' % (kind, name, args))

        return answer

    @functools.wraps(make)
    def get_with_context(name, *args, **kwargs):
        if name not in by_name:
            return make(name, *args, **kwargs)
        found = make(known, *args, **kwargs)
        one = copy.copy(found.object)
        # From 2.19 it is kept under its name.
        one._function, one._load_name, one.ansible_name = answer_of(name), name, name
        return type(found)(one, found.plugin_load_context)

    if not hasattr(make(known).object, '_function'):
        raise RuntimeError('a %s has no _function' % kind)
    loader.get_with_context = get_with_context


def _need(owner, name):
    if not callable(getattr(owner, name, None)):
        raise RuntimeError('%s.%s is gone' % (getattr(owner, 'class_name', None) or getattr(owner, '__name__', owner), name))


def _templated(value, variables, loader):
    from ansible.template import Templar
    return Templar(loader=loader, variables=variables).template(_trusted(value))


def _trusted(value):
    """From 2.19 only text that is known to be the user's own is templated."""
    try:
        from ansible.template import trust_as_template
    except ImportError:
        return value
    if isinstance(value, dict):
        return {key: _trusted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_trusted(one) for one in value]
    return trust_as_template(value) if isinstance(value, str) else value
