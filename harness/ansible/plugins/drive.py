"""Runs ansible-playbook's own main with our callback and hooks added, and everything of the user's left as it is.

In-process, because ANSIBLE_LIBRARY and ANSIBLE_CALLBACK_PLUGINS would replace the paths of the user's ansible.cfg.
Arguments are those of ansible-playbook. The rest comes from the JSON file that REAPCHECK_CONFIG names.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    # Popped, so that neither ssh nor a job with `connection: local` inherits them. They stay in /proc/PID/environ of this
    # process and of the workers forked from it: that is how the harness finds workers that left the process group.
    config_path = os.environ.pop('REAPCHECK_CONFIG')
    for mark in ('REAPCHECK_SESSION', 'REAPCHECK_OWNER'):
        os.environ.pop(mark, None)

    # No __pycache__ of ours in a folder that may be the user's node_modules; Ansible's own caching is left alone.
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    from reapcheck_driver import driver, hooks, wrapper
    sys.dont_write_bytecode = writes_bytecode

    with driver.unsupported_if_it_raises('start'):
        active = driver.start(config_path)
        # As the real ansible-playbook has them: plugins may look at both.
        sys.argv[0] = active.config['executable']
        sys.path[0] = os.path.dirname(active.config['executable'])

    # Does Ansible's own early checks: what it says of its environment must not be taken for a fault of ours.
    from ansible.cli.playbook import main as ansible_playbook

    with driver.unsupported_if_it_raises('instrument'):
        from ansible.plugins.loader import callback_loader, module_loader
        hooks.install(active)
        callback_loader.add_directory(os.path.join(HERE, 'callback'))
        # Only a run with arms gets the other wrapper: every other run sends Ansible's own, byte for byte.
        if active.config['arms']:
            module_loader.add_directory(wrapper.generate(os.path.join(active.config['workDir'], 'modules'), HERE))
        # A clock scaled by active.config['speed'] goes here: `time` of task_executor, reboot and wait_for_connection.

    sys.exit(ansible_playbook())


if __name__ == '__main__':
    main()
