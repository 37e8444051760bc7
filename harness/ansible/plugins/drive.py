"""Runs ansible-playbook's own main with our callback and hooks added, and everything of the user's left as it is.

In-process, because ANSIBLE_LIBRARY and ANSIBLE_CALLBACK_PLUGINS would replace the paths of the user's ansible.cfg.
Arguments are those of ansible-playbook. The rest comes from the JSON file that REAPCHECK_CONFIG names.
"""
from __future__ import annotations

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

#: What a task may start late by, where many hosts wait.
POLL_S = 0.02


def pipelining_is_set(config_file: str | None) -> bool:
    if any(name in os.environ for name in ('ANSIBLE_PIPELINING', 'ANSIBLE_SSH_PIPELINING')):
        return True
    import configparser
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read([config_file] if config_file else [])
    return any(parser.has_option(section, 'pipelining') for section in ('defaults', 'connection', 'ssh_connection'))


def main() -> None:
    # Popped, so that neither ssh nor a job with `connection: local` inherits them. They stay in /proc/PID/environ of this
    # process and of the workers forked from it: that is how the harness finds workers that left the process group.
    config_path = os.environ.pop('REAPCHECK_CONFIG')
    for mark in ('REAPCHECK_SESSION', 'REAPCHECK_OWNER'):
        os.environ.pop(mark, None)

    # No __pycache__ of ours in a folder that may be the user's node_modules; Ansible's own caching is left alone.
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    from reapcheck_driver import doubles, driver, frozen, harmless, hooks, inventory, pace, sources, stubs, wrapper
    sys.dont_write_bytecode = writes_bytecode

    with driver.unsupported_if_it_raises('start'):
        active = driver.start(config_path)
        harmless.refuse_harm(active.config)
        # As the real ansible-playbook has them: plugins may look at both.
        sys.argv[0] = active.config['executable']
        sys.path[0] = os.path.dirname(active.config['executable'])

    if active.config['freely']:
        # Before the keywords of a play take their defaults from it. What a play or the user's own configuration names, stays.
        from ansible import constants
        if constants.DEFAULT_STRATEGY in ('linear', 'ansible.builtin.linear'):
            constants.DEFAULT_STRATEGY = 'free'
        # At a thousand looks a second, the loop of `free` over waiting hosts keeps a good part of a core busy.
        constants.DEFAULT_INTERNAL_POLL_INTERVAL = max(constants.DEFAULT_INTERNAL_POLL_INTERVAL, POLL_S)
        # Half of the work of a short task is its temporary folder. Where somebody has an opinion on it, that counts.
        if not pipelining_is_set(constants.CONFIG_FILE):
            os.environ['ANSIBLE_PIPELINING'] = 'True'

    # Does Ansible's own early checks: what it says of its environment must not be taken for a fault of ours.
    from ansible.cli.playbook import main as ansible_playbook

    with driver.unsupported_if_it_raises('instrument'):
        from ansible.plugins.loader import callback_loader, module_loader
        hooks.install(active)
        callback_loader.add_directory(os.path.join(HERE, 'callback'))
        config = active.config
        if config['inventory'] is not None:
            inventory.install(active)
        else:
            doubles.install(active)
            sources.install(active, plugins=True)
            if config['doubles'] and config['doubles']['frozen']:
                frozen.install(config['doubles']['frozen'])
        # Only a run that steers jobs gets the other wrapper: every other run sends Ansible's own, byte for byte.
        if config['arms'] or config['standIns'] or config['speed'] != 1:
            directory = os.path.join(config['workDir'], 'modules')
            module_loader.add_directory(wrapper.generate(directory, HERE, config['speed']))
        if config['stubs'] or config['suggestStubs']:
            stubs.install(active, HERE)
        if config['speed'] != 1:
            pace.install(config['speed'])

    sys.exit(ansible_playbook())


if __name__ == '__main__':
    main()
