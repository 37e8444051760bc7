# Runs on the host in the place of a job. Python 2.7 and 3.5+; ASCII only, as it travels in an argument.
# argv: reapcheck-stand-in TOKEN ARM, with the arm's parameters, the job's id and file, and the watcher's pid as JSON.
import json
import os
import signal
import subprocess
import sys
import time

arm = json.loads(sys.argv[3])


def start_ticks(pid):
    with open('/proc/%d/stat' % pid) as stat:
        # The command, field 2, may hold spaces and brackets: count from its last bracket.
        return int(stat.read().rpartition(')')[2].split()[19])


def leave_receipt(**others):
    pids = dict({'watcher': arm['watcher'], 'runner': os.getppid(), 'module': os.getpid()}, **others)
    receipt = {
        'token': arm['token'],
        'fault': arm['fault'],
        'jid': arm['jid'],
        'jobFile': arm['jobFile'],
        'struckAt': int(time.time() * 1000),
        'pids': dict((role, {'pid': pid, 'startTicks': start_ticks(pid)}) for role, pid in pids.items()),
    }
    path = os.path.join(arm['receiptsDir'], arm['token'] + '.json')
    with open(path + '.tmp', 'w') as file:
        file.write(json.dumps(receipt))
    os.chmod(path + '.tmp', 0o644)
    os.rename(path + '.tmp', path)


def result(rc, **more):
    # Shaped as the command module's; the token proves in the job file who wrote it.
    told = {'changed': True, 'rc': rc, 'cmd': ['reapcheck-stand-in', arm['token']], 'stdout': '', 'stderr': '', 'msg': ''}
    told.update(more, reapcheck=arm['token'])
    print(json.dumps(told))
    sys.stdout.flush()


def bystander(seconds):
    # Not through a shell, so that its pid is that of the sleep itself.
    return subprocess.Popen(['sleep', str(seconds)])


# The acts: each leaves its receipt, and is what the job does instead of its work.

def run():
    leave_receipt()
    time.sleep(arm['seconds'])
    result(0)


def rc():
    leave_receipt()
    result(arm['rc'], failed=True, msg='non-zero return code')
    sys.exit(1)


def fail_json():
    leave_receipt()
    print(json.dumps({'failed': True, 'msg': 'reapcheck: the module gave up', 'reapcheck': arm['token']}))
    sys.exit(1)


def traceback():
    leave_receipt()
    raise RuntimeError('reapcheck: the module broke')


def garbage():
    leave_receipt()
    print('this is not what a module prints')


def silent():
    leave_receipt()


def kill_module():
    leave_receipt()
    os.kill(os.getpid(), signal.SIGKILL)


def kill_leaf():
    leaf = bystander(600)
    leave_receipt(leaf=leaf.pid)
    leaf.kill()
    # As the command module reports a command that a signal has ended.
    result(leaf.wait(), failed=True, msg='non-zero return code')
    sys.exit(1)


def kill_runner():
    leave_receipt()
    os.kill(os.getppid(), signal.SIGKILL)


def kill_watcher():
    leave_receipt()
    os.kill(arm['watcher'], signal.SIGKILL)
    time.sleep(arm['seconds'])
    result(0)


def kill_both():
    leave_receipt()
    # The watcher first: it would notice that the runner is gone, and end well.
    os.kill(arm['watcher'], signal.SIGKILL)
    os.kill(os.getppid(), signal.SIGKILL)


def own_started_key():
    leave_receipt()
    result(0, started=1)


def held_stdout():
    # In our process group, as a daemon that was started with a plain `&`: it inherits stdout, which then never closes.
    leave_receipt(leaf=bystander(arm['seconds']).pid)
    result(0)


ACTS = {
    'run': run,
    'job-file': run,
    'hang': run,
    'rc': rc,
    'fail-json': fail_json,
    'traceback': traceback,
    'garbage': garbage,
    'silent': silent,
    'kill-module': kill_module,
    'kill-leaf': kill_leaf,
    'kill-runner': kill_runner,
    'kill-watcher': kill_watcher,
    'kill-both': kill_both,
    'own-started-key': own_started_key,
    'held-stdout': held_stdout,
}

if not arm.get('receiptsDir'):
    # A stand-in for a job that no fault is for: there is nothing to prove.
    def leave_receipt(**others):
        pass

ACTS[arm['act']]()
