"""What a program or a service said of the inventory when it was read for the whole drill, in the place of asking it anew for each run."""
import functools
import json


def install(path):
    from ansible.inventory.manager import InventoryManager
    from ansible.plugins.inventory import BaseInventoryPlugin
    with open(path, encoding='utf-8') as file:
        sources = json.load(file)

    class Frozen(BaseInventoryPlugin):
        NAME = _load_name = 'reapcheck_frozen'
        _original_path = path

        def verify_file(self, source):
            return True

        def parse(self, inventory, loader, source, cache=True):
            said = sources[str(source)]
            for name, group in said['groups'].items():
                inventory.add_group(name)
                for key, value in group['vars'].items():
                    inventory.set_variable(name, key, thawed(value))
            for name, variables in said['hosts'].items():
                inventory.add_host(name)
                for key, value in variables.items():
                    inventory.set_variable(name, key, thawed(value))
            for name, group in said['groups'].items():
                for child in group['children'] + group['hosts']:
                    inventory.add_child(name, child)

    original = InventoryManager._fetch_inventory_plugins

    @functools.wraps(original)
    def _fetch_inventory_plugins(self):
        if str(self._inventory.current_source) in sources:
            return [Frozen()]
        return original(self)

    InventoryManager._fetch_inventory_plugins = _fetch_inventory_plugins


def thawed(value):
    if isinstance(value, dict):
        unsafe = value.get('__reapcheck_unsafe__')
        return _unsafe(unsafe) if unsafe is not None else {key: thawed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [thawed(one) for one in value]
    return _template(value) if isinstance(value, str) else value


def _template(text):
    try:
        from ansible.template import trust_as_template
    except ImportError:  # Before 2.19 a text is a template.
        return text
    return trust_as_template(text)


def _unsafe(text):
    try:
        from ansible.template import trust_as_template  # noqa: F401
    except ImportError:
        from ansible.utils.unsafe_proxy import wrap_var
        return wrap_var(text)
    return text
