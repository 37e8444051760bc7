"""What a run lacks: modules, lookups, filters and tests that aren't installed, and modules that ran and failed.

Only in a run that looks for stubs to propose: what isn't installed of modules is answered with nothing, so that one run finds all of them.
"""
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from . import hooks
from .driver import Driver

#: In the place of a module that nothing is installed for.
NOT_INSTALLED: dict[str, Any] = {'kind': 'module', 'module': '*.*.*', 'task': None, 'at': None, 'result': {}, 'changed': True, 'delay': 0, 'fail': None}

_driver: Driver
_told: set[tuple[str, str, Any, Any]] = set()


def install(driver: Driver) -> None:
    global _driver
    _driver = driver
    from ansible.plugins import loader
    from ansible.plugins.action import ActionBase
    for kind in ('lookup', 'filter', 'test'):
        _watch_loader(getattr(loader, kind + '_loader'), kind)
    ActionBase._execute_module = _watching(ActionBase._execute_module)


def tell(kind: str, name: Any) -> None:
    context = hooks.current()
    at = {} if context is None else {key: value for key, value in context.at_task().items() if key in ('host', 'task')}
    key = (kind, str(name), at.get('host'), at.get('task'))
    if key not in _told:
        _told.add(key)
        _driver.emit('missing', of=kind, name=str(name), **at)


def _watch_loader(loader: Any, kind: str) -> None:
    make = loader.get_with_context

    @functools.wraps(make)
    def get_with_context(name: Any, *args: Any, **kwargs: Any) -> Any:
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


def _watching(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    @functools.wraps(original)
    def _execute_module(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        result = original(self, *args, **kwargs)
        # What a task says of itself before its module ran (an undefined variable, an assert) is the play's own affair.
        if result.get('failed') or result.get('rc') not in (None, 0):
            tell('task', self._task.action)
        return result

    return _execute_module
