"""What a run lacks: modules, lookups, filters and tests that aren't installed, and modules that ran and failed.

Only in a run that looks for stubs to propose: what isn't installed of modules is answered with nothing, so that one run finds all of them.
"""
import functools

from . import hooks

#: In the place of a module that nothing is installed for.
NOT_INSTALLED = {'kind': 'module', 'module': '*.*.*', 'task': None, 'at': None, 'result': {}, 'changed': True, 'delay': 0, 'fail': None}

_driver = None
_told = set()


def install(driver):
    global _driver
    _driver = driver
    from ansible.plugins import loader
    from ansible.plugins.action import ActionBase
    for kind in ('lookup', 'filter', 'test'):
        _watch_loader(getattr(loader, kind + '_loader'), kind)
    ActionBase._execute_module = _watching(ActionBase._execute_module)


def tell(kind, name):
    context = hooks.current()
    at = {} if context is None else {key: value for key, value in context.at_task().items() if key in ('host', 'task')}
    key = (kind, str(name), at.get('host'), at.get('task'))
    if key not in _told:
        _told.add(key)
        _driver.emit('missing', of=kind, name=str(name), **at)


def _watch_loader(loader, kind):
    make = loader.get_with_context

    @functools.wraps(make)
    def get_with_context(name, *args, **kwargs):
        # A plain name may be one of Jinja's own, which the loader doesn't know.
        if str(name).count('.') < 2:
            return make(name, *args, **kwargs)
        try:
            found = make(name, *args, **kwargs)
        except Exception:
            tell(kind, name)
            raise
        if found.object is None:
            tell(kind, name)
        return found

    loader.get_with_context = get_with_context


def _watching(original):
    @functools.wraps(original)
    def _execute_module(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        # What a task says of itself before its module ran (an undefined variable, an assert) is the play's own affair.
        if result.get('failed') or result.get('rc') not in (None, 0):
            tell('task', self._task.action)
        return result

    return _execute_module
