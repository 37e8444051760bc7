"""What a run is made of on this side: the files that Ansible reads, the roles and plugins that it loads, and what can't be told by files."""
from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

from .driver import Driver, place_of, unsupported_if_it_raises


def install(driver: Driver, plugins: bool) -> None:
    """With `plugins`: those of the user's own as well, lookups by their names, and whether something acted on this machine."""
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.role import Role
    from ansible.plugins.action import ActionBase
    from ansible.plugins.lookup import LookupBase
    from jinja2 import FileSystemLoader
    told: set[tuple[tuple[str, Any], ...]] = set()

    def tell(**what: Any) -> None:
        key = tuple(sorted(what.items()))
        if key not in told:
            told.add(key)
            driver.emit('source', **what)

    def read(call: tuple[Any, ...], _: Any) -> None:
        if call[1:]:
            tell(file=_path(call[0].path_dwim(call[1])))

    def found(_: Any, path: Any) -> None:
        if path:
            tell(file=_path(path))

    _after(DataLoader, '_get_file_contents', read)
    # Of copy, template, script and their like; of lookups that read files.
    _after(ActionBase, '_find_needle', found)
    _after(LookupBase, 'find_file_in_search_path', found)
    # What a template includes, Jinja reads by itself.
    _after(FileSystemLoader, 'get_source', lambda _, source: found(_, source[1]))
    _after(ActionBase, 'run', lambda call, _: _folder_of_variables(call[0], tell))
    _after(Role, '_load_role_data', lambda call, _: tell(role=_path(call[0]._role_path)))
    if plugins:
        _tell_plugins(tell)


def _folder_of_variables(action: Any, tell: Callable[..., None]) -> None:
    """Of include_vars with `dir`, which reads whatever is in there: all of it counts. In a role it is a part of that."""
    task = action._task
    folder = task.args.get('dir')
    place = place_of(task)
    if str(task.action).split('.')[-1] == 'include_vars' and folder and place:
        tell(role=_path(os.path.join(os.path.dirname(place['file']), str(folder))))


def _tell_plugins(tell: Callable[..., None]) -> None:
    import ansible
    from ansible.plugins.loader import PluginLoader, connection_loader, module_loader
    core = os.path.dirname(os.path.abspath(ansible.__file__))
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

    def code(loader: Any, path: str | bytes) -> None:
        file = _path(path)
        if loader.class_name == 'LookupModule':
            tell(lookup=os.path.splitext(os.path.basename(file))[0])
        # Of ansible-core and of reapcheck, the versions say it all.
        if not file.startswith((core + os.sep, own + os.sep)):
            tell(file=file)

    def loading(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def _load_module_source(self: Any, *args: Any, **kwargs: Any) -> Any:
            with unsupported_if_it_raises('source'):
                code(self, kwargs.get('path') or args[-1])
            return original(self, *args, **kwargs)

        return _load_module_source

    def sent(call: tuple[Any, ...], found: Any) -> None:
        if call[0] is module_loader and found.plugin_resolved_path:
            code(call[0], found.plugin_resolved_path)

    # Modules are found and sent, plugins are loaded.
    PluginLoader._load_module_source = loading(PluginLoader._load_module_source)
    _after(PluginLoader, 'find_plugin_with_context', sent)
    make = connection_loader.get_with_context

    def get_with_context(name: Any, *args: Any, **kwargs: Any) -> Any:
        found = make(name, *args, **kwargs)
        if str(name).split('.')[-1] == 'local' and not kwargs.get('class_only'):
            tell(local=True)
        return found

    connection_loader.get_with_context = get_with_context


def _after(owner: Any, name: str, look: Callable[[tuple[Any, ...], Any], None]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        with unsupported_if_it_raises('source'):
            look(args, result)
        return result

    setattr(owner, name, wrapped)


def _path(path: str | bytes) -> str:
    return os.path.abspath(path if isinstance(path, str) else path.decode('utf-8', 'surrogateescape'))
