#!/usr/bin/python
"""Tells which release a shop has."""
from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(argument_spec={'path': {'type': 'path', 'required': True}}, supports_check_mode=True)
    with open(module.params['path']) as file:
        module.exit_json(changed=False, release=file.read().strip())


if __name__ == '__main__':
    main()
