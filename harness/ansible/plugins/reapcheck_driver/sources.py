"""What a run is made of on this side: the files that Ansible reads, the roles and plugins that it loads, and what can't be told by files."""
import functools
import os


def install(driver, plugins):
    """With `plugins`: those of the user's own as well, lookups by their names, and whether something acted on this machine."""
    from ansible.parsing.dataloader import DataLoader
    from ansible.playbook.role import Role
    from ansible.plugins.action import ActionBase
    told = set()

    def tell(**what):
        key = tuple(sorted(what.items()))
        if key not in told:
            told.add(key)
            driver.emit('source', **what)

    _after(DataLoader, '_get_file_contents', lambda call, _: call[1:] and tell(file=_path(call[0].path_dwim(call[1]))))
    # Of copy, template, script and their like.
    _after(ActionBase, '_find_needle', lambda _, found: found and tell(file=_path(found)))
    _after(Role, '_load_role_data', lambda call, _: tell(role=_path(call[0]._role_path)))
    if plugins:
        _tell_plugins(tell)


def _tell_plugins(tell):
    import ansible
    from ansible.plugins.loader import PluginLoader, connection_loader, module_loader
    from ansible.plugins.lookup import LookupBase
    core = os.path.dirname(os.path.abspath(ansible.__file__))
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

    def code(loader, path):
        path = _path(path)
        if loader.class_name == 'LookupModule':
            tell(lookup=os.path.splitext(os.path.basename(path))[0])
        # Of ansible-core and of reapcheck, the versions say it all.
        if not path.startswith((core + os.sep, own + os.sep)):
            tell(file=path)

    def loading(original):
        @functools.wraps(original)
        def _load_module_source(self, *args, **kwargs):
            code(self, kwargs.get('path') or args[-1])
            return original(self, *args, **kwargs)

        return _load_module_source

    # Modules are found and sent, plugins are loaded.
    PluginLoader._load_module_source = loading(PluginLoader._load_module_source)
    _after(
        PluginLoader,
        'find_plugin_with_context',
        lambda call, found: call[0] is module_loader and found.plugin_resolved_path and code(call[0], found.plugin_resolved_path),
    )
    _after(LookupBase, 'find_file_in_search_path', lambda _, found: found and tell(file=_path(found)))
    make = connection_loader.get_with_context

    def get_with_context(name, *args, **kwargs):
        found = make(name, *args, **kwargs)
        if str(name).split('.')[-1] == 'local' and not kwargs.get('class_only'):
            tell(local=True)
        return found

    connection_loader.get_with_context = get_with_context


def _after(owner, name, look):
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(*args, **kwargs):
        result = original(*args, **kwargs)
        look(args, result)
        return result

    setattr(owner, name, wrapped)


def _path(path):
    return os.path.abspath(path if isinstance(path, str) else path.decode('utf-8', 'surrogateescape'))
