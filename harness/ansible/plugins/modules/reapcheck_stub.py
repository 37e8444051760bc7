#!/usr/bin/python
"""Takes its time and answers what a stub says. Runs on the host in the place of a module; Python 2.7 and 3.5+."""
import time

from ansible.module_utils.basic import AnsibleModule


def main():
    spec = {
        'answer': {'type': 'dict', 'default': {}},
        'changed': {'type': 'bool', 'default': False},
        'delay': {'type': 'float', 'default': 0},
        'fail': {'type': 'str', 'default': ''},
    }
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True)
    time.sleep(module.params['delay'])
    # The answer once, not a second time in what this module was called with.
    answer = dict(module.params['answer'], invocation={'module_args': {}})
    answer.setdefault('changed', module.params['changed'])
    if module.params['fail']:
        module.fail_json(**dict(answer, msg=module.params['fail']))
    module.exit_json(**answer)


if __name__ == '__main__':
    main()
