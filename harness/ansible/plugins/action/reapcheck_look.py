"""One look at the host of a task, over its own connection and as its own user. Leaves nothing there: the script goes in by stdin."""
import base64
import json
import time

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase
from reapcheck_driver import driver

#: Asked in this order; the last words tell a host without python from one that is broken.
PYTHONS = 'python3 /usr/bin/python3 /usr/libexec/platform-python python /usr/bin/python python2'
NO_PYTHON = 'reapcheck: no python'


class ActionModule(ActionBase):
    _supports_check_mode = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        order = driver.running().config['inventory']['look']
        interpreter = str(self._templar.template((task_vars or {}).get('ansible_python_interpreter') or 'auto'))
        command = _command(PYTHONS if interpreter.startswith('auto') else interpreter)
        tidy = dict(order['tidy'], tmpDirs=[])
        if tidy['tmp']:
            # The login user's: they are made before Ansible becomes anybody else.
            dirs = [str(self.get_shell_option('remote_tmp', default='~/.ansible/tmp'))]
            dirs += [str(one) for one in self.get_shell_option('system_tmpdirs', default=['/var/tmp', '/tmp'])]
            self._say(self._look(command, dict(tidy, files=[], tmpDirs=dirs), sudoable=False), as_login=True)
        self._say(self._look(command, dict(tidy, tmp=[]), sudoable=True), as_login=False)
        return result

    def _look(self, command, tidy, sudoable):
        script = driver.running().config['inventory']['look']['script']
        asked = {'asyncDir': str(self.get_shell_option('async_dir', default='~/.ansible_async')), 'tidy': tidy}
        text = 'import json\nORDER = json.loads(%r)\n%s' % (json.dumps(asked), script)
        packed = base64.b64encode(text.encode('utf-8'))
        began = time.time()
        answer = self._low_level_execute_command(command, in_data=packed, sudoable=sudoable)
        if answer['rc'] != 0 and 'have a tty' in answer['stderr'] + answer['stdout']:
            # A sudo with requiretty, where Ansible can't pipeline either: then the script is an argument.
            began = time.time()
            answer = self._low_level_execute_command(command.replace('sys.stdin.read()', '"%s"' % packed.decode('ascii')), sudoable=sudoable)
        ended = time.time()
        lines = [line for line in answer['stdout'].splitlines() if line.startswith('{"') and '"look"' in line]
        if not lines:
            said = (answer['stderr'].strip() or answer['stdout'].strip()).splitlines()
            if any(NO_PYTHON in line for line in said):
                raise AnsibleError(NO_PYTHON)
            raise AnsibleError('reapcheck could not look at the host (rc %s): %s' % (answer['rc'], ' '.join(said[-3:])))
        seen = json.loads(lines[-1])
        clock = seen.pop('clock')
        seen.pop('type')
        half = (ended - began) / 2
        seen['clock'] = {'offsetMs': int(clock - (began + half) * 1000), 'withinMs': int(half * 1000) + 1}
        return seen

    def _say(self, seen, as_login):
        driver.running().emit('look', host=str(self._task_host()), login=as_login, **seen)

    def _task_host(self):
        # Of the inventory, whatever address it has.
        return self._templar.available_variables.get('inventory_hostname')


def _command(pythons):
    # Not through the shell's own stdin: the whole of it is the script.
    start = 'import sys,base64;exec(compile(base64.b64decode(sys.stdin.read()),"reapcheck-look","exec"))'
    return (
        'for p in %s; do command -v $p >/dev/null 2>&1 && exec $p -c \'%s\'; done; echo "%s" >&2; exit 127'
        % (pythons, start, NO_PYTHON)
    )
