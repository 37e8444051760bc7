# Runs on the host in the place of a struck job. Python 2.7 and 3.5+; ASCII only, as it travels in an argument.
# argv: reapcheck-stand-in TOKEN ARM, with the arm's parameters, the job's id and the watcher's pid as JSON.
import json
import os
import signal
import sys
import time

arm = json.loads(sys.argv[3])


def start_ticks(pid):
    with open('/proc/%d/stat' % pid) as stat:
        # The command, field 2, may hold spaces and brackets: count from its last bracket.
        return int(stat.read().rpartition(')')[2].split()[19])


def leave_receipt():
    pids = {'watcher': arm['watcher'], 'runner': os.getppid(), 'module': os.getpid()}
    receipt = {
        'token': arm['token'],
        'fault': arm['fault'],
        'jid': arm['jid'],
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


# The acts: each is what the job does instead of its work.

def rc():
    result(arm['rc'], failed=True, msg='non-zero return code')
    sys.exit(1)


def kill_runner():
    os.kill(os.getppid(), signal.SIGKILL)


def hang():
    time.sleep(arm['seconds'])
    result(0)


ACTS = {'rc': rc, 'kill-runner': kill_runner, 'hang': hang}

act = ACTS[arm['act']]
leave_receipt()
act()
