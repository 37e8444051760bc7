"""Reads an inventory as ansible-playbook would for the same arguments, and says what is in it, into the file that REAPCHECK_READING names.

It runs ansible-playbook's own main up to where that has read the inventory and knows its hosts; nothing is played. Arguments are those
of ansible-playbook. What of the inventory comes from a program or a service is told as it stood: nobody should have to ask twice.
"""
import functools
import hashlib
import hmac
import inspect
import json
import os
import sys

#: Read from files or words alone, or made from what was read before.
STATIC = ('ini', 'yaml', 'toml', 'host_list', 'advanced_host_list', 'constructed', 'generator')
#: Of each host, by its very name.
OWN = ('inventory_hostname', 'inventory_hostname_short', 'group_names', 'inventory_file', 'inventory_dir', 'groups', 'hostvars', 'ansible_facts', 'omit')
#: What a connection reads, in its order.
CONNECTION = {
    'connection': ('ansible_connection',),
    'address': ('ansible_ssh_host', 'ansible_host'),
    'port': ('ansible_ssh_port', 'ansible_port'),
    'user': ('ansible_ssh_user', 'ansible_user'),
    'interpreter': ('ansible_python_interpreter',),
    'shell': ('ansible_shell_type',),
}
#: Variables are compared within one reading: who doesn't have the key can't try out values.
KEY = os.urandom(16)


class Reading:
    def __init__(self):
        self.loader = self.variables = None
        #: Source → what it added, of those that aren't static.
        self.frozen = {}
        self.unread = []
        #: Files of a folder that Ansible only warns of, and goes on without.
        self.skipped = []

    def prereqs(self, original, is_static):
        def _play_prereqs(*args):
            found = original(*([] if is_static else args))
            self.loader, _, self.variables = found
            return found

        return _play_prereqs

    def source(self, original):
        depth = [0]

        @functools.wraps(original)
        def parse_source(manager, source, *args, **kwargs):
            depth[0] += 1
            try:
                parsed = original(manager, source, *args, **kwargs)
            finally:
                depth[0] -= 1
            if not parsed:
                (self.skipped if depth[0] else self.unread).append(str(source))
            return parsed

        return parse_source

    def plugins(self, original):
        @functools.wraps(original)
        def _fetch_inventory_plugins(manager):
            for plugin in original(manager):
                plugin.parse = self.parse(manager, plugin, plugin.parse)
                yield plugin

        return _fetch_inventory_plugins

    def parse(self, manager, plugin, original):
        @functools.wraps(original)
        def parse(inventory, loader, path, *args, **kwargs):
            before = state(manager._inventory)
            result = original(inventory, loader, path, *args, **kwargs)
            if not is_static(plugin, loader, path):
                self.frozen[str(path)] = added(before, state(manager._inventory))
            return result

        return parse

    def hosts(self, original):
        def get_host_list(inventory, subset, *args, **kwargs):
            known = [str(host) for host in inventory.list_hosts('all')]
            answer = {'known': len(known), 'some': known[:8], 'unread': self.unread}
            try:
                chosen = original(inventory, subset, *args, **kwargs)
            except Exception as error:  # Ansible's own: the limit matches nobody.
                finish(dict(answer, nobody=str(error), hosts=[]))
            from ansible import context
            # As for the play: variables beside the playbook count.
            self.loader.set_basedir(os.path.dirname(os.path.abspath(context.CLIARGS['args'][0])))
            everybody = frozenset(self.variables.get_vars()).union(OWN)
            described = [self.host(host, everybody) for host in chosen]
            finish(dict(answer, remoteUser=context.CLIARGS.get('remote_user'), localhost=bool(inventory.get_hosts('localhost')), hosts=described, groups=sorted(map(str, inventory.groups)), skipped=self.skipped, frozen=self.frozen or None))

        return staticmethod(get_host_list)

    def host(self, host, everybody):
        from ansible.template import Templar
        values = self.variables.get_vars(host=host, include_hostvars=False)
        templar = Templar(loader=self.loader, variables=values)

        def first(names):
            for name in names:
                if values.get(name) is not None:
                    try:
                        return str(templar.template(values[name]))
                    except Exception:  # It can be known in a play only.
                        return None
            return None

        said = {word: first(names) for word, names in CONNECTION.items()}
        connection, shell = said.pop('connection'), said.pop('shell')
        kind = kind_of(connection)
        windows = kind == 'machine' and is_windows(shell)
        why = None if kind != 'other' and not windows else 'ansible_shell_type: %s' % shell if windows else 'ansible_connection: %s' % connection
        return {
            'name': str(host.name),
            'groups': sorted(str(group.name) for group in host.get_groups() if group.name not in ('all', 'ungrouped')),
            'variables': {str(name): digest(value) for name, value in values.items() if name not in everybody},
            **said,
            'kind': 'other' if windows else kind,
            'why': why,
        }


def kind_of(connection):
    from reapcheck_driver.doubles import LIKE_A_MACHINE
    name = str(connection or 'ssh').split('.')[-1]
    return 'local' if name == 'local' else 'machine' if name in LIKE_A_MACHINE else 'other'


def is_windows(shell):
    """Reached over SSH it has a shell that ansible-core knows to be one of Windows."""
    from ansible.plugins.loader import shell_loader
    plugin = shell_loader.get(shell, class_only=True) if shell else None
    return bool(getattr(plugin, '_IS_WINDOWS', False))


def digest(value):
    text = json.dumps(value, sort_keys=True, default=str)
    return hmac.new(KEY, text.encode('utf-8', 'surrogateescape'), hashlib.sha256).hexdigest()[:12]


def is_static(plugin, loader, path):
    name = str(getattr(plugin, '_load_name', plugin.NAME)).split('.')[-1]
    if name == 'auto':
        # It only calls another one, which the file names.
        name = str(loader.load_from_file(path).get('plugin')).split('.')[-1]
    return name in STATIC


def state(inventory):
    return {
        'hosts': {str(host.name): dict(host.vars) for host in inventory.hosts.values()},
        'groups': {
            str(group.name): {
                'vars': dict(group.vars),
                'hosts': [str(host.name) for host in group.hosts],
                'children': [str(child.name) for child in group.child_groups],
            }
            for group in inventory.groups.values()
        },
    }


def added(before, after):
    return {kind: {name: kept(one) for name, one in after[kind].items() if before[kind].get(name) != one} for kind in after}


def kept(value):
    """As JSON. A text that isn't to be templated says so: it came from somebody whom Ansible doesn't trust with that."""
    if isinstance(value, dict):
        return {str(key): kept(one) for key, one in value.items() if key not in ('inventory_file', 'inventory_dir')}
    if isinstance(value, (list, tuple)):
        return [kept(one) for one in value]
    if isinstance(value, str) and '{' in value and not is_template(value):
        return {'__reapcheck_unsafe__': str(value)}
    return value


def is_template(text):
    try:
        from ansible.template import is_trusted_as_template
    except ImportError:  # Before 2.19.
        return not getattr(text, '__UNSAFE__', False)
    return is_trusted_as_template(text)


def finish(answer):
    with open(os.environ['REAPCHECK_READING'], 'w', encoding='utf-8') as file:
        json.dump(answer, file, default=str)
    sys.exit(0)


def main():
    from ansible.cli import CLI
    from ansible.cli.playbook import PlaybookCLI, main as ansible_playbook
    from ansible.inventory.manager import InventoryManager
    reading = Reading()
    # Up to 2.18 a static method.
    static = isinstance(inspect.getattr_static(PlaybookCLI, '_play_prereqs'), staticmethod)
    PlaybookCLI._play_prereqs = reading.prereqs(PlaybookCLI._play_prereqs, static)
    InventoryManager.parse_source = reading.source(InventoryManager.parse_source)
    InventoryManager._fetch_inventory_plugins = reading.plugins(InventoryManager._fetch_inventory_plugins)
    CLI.get_host_list = reading.hosts(CLI.get_host_list)
    sys.argv[0] = 'ansible-playbook'
    ansible_playbook()
    sys.exit('ansible-playbook has asked for no hosts')


if __name__ == '__main__':
    main()
