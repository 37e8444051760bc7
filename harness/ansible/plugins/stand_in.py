# Runs on the host as a job's process, between its wrapper and itself. Python 2.7 and 3.5+; ASCII only, as it travels in an argument.
# argv: reapcheck-stand-in TOKEN ARM COMMAND..., with the arm's parameters, the job's id and file, and the watcher's pid as JSON,
# and the command that the wrapper would have started.
import json
import os
import signal
import subprocess
import sys
import time

arm = json.loads(sys.argv[3])
command = sys.argv[4:]
#: Seconds that a stand-in of the user's takes, which is the job then; None: the job is the command.
stand_in = arm.get('standIn')
began = time.time()


def start_ticks(pid):
    with open('/proc/%d/stat' % pid) as stat:
        # The command, field 2, may hold spaces and brackets: count from its last bracket.
        return int(stat.read().rpartition(')')[2].split()[19])


def leave_receipt(name, **others):
    if not arm.get('receiptsDir'):
        # A stand-in for a job that no fault is for: there is nothing to prove.
        return
    receipt = {
        'token': arm['token'],
        'fault': arm['fault'],
        'jid': arm['jid'],
        'jobFile': arm['jobFile'],
    }
    receipt.update(others)
    path = os.path.join(arm['receiptsDir'], name + '.json')
    with open(path + '.tmp', 'w') as file:
        file.write(json.dumps(receipt))
    os.chmod(path + '.tmp', 0o644)
    os.rename(path + '.tmp', path)


def begin(**others):
    pids = dict({'watcher': arm['watcher'], 'runner': os.getppid(), 'module': os.getpid()}, **others)
    told = dict((role, {'pid': pid, 'startTicks': start_ticks(pid)}) for role, pid in pids.items())
    leave_receipt(arm['token'], struckAt=int(time.time() * 1000), pids=told)


def result(rc, **more):
    # Shaped as the command module's; the token proves in the job file who wrote it.
    told = {'changed': True, 'rc': rc, 'cmd': ['reapcheck-stand-in', arm['token']], 'stdout': '', 'stderr': '', 'msg': ''}
    told.update(more, reapcheck=arm['token'])
    print(json.dumps(told))
    sys.stdout.flush()


def bystander(seconds):
    # Not through a shell, so that its pid is that of the sleep itself.
    return subprocess.Popen(['sleep', str(seconds)])


def own_work():
    """The job itself, in this very process: its pid, parent, pipes, folder and environment are those that the wrapper gave it."""
    if stand_in is not None:
        time.sleep(stand_in)
        return result(0)
    if sys.version_info[0] > 2:
        # Python ignores them, and from 3 on gives them back to whom it starts.
        for name in ('SIGPIPE', 'SIGXFZ', 'SIGXFSZ'):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.execvp(command[0], command)


def wait_until(seconds):
    """So many seconds after our start."""
    time.sleep(max(0, began + seconds - time.time()))


def strike_late():
    """Lets the job do a part of its work, and returns when it is time to strike."""
    work = {'work': 'none'}
    if arm['workSeconds'] > 0:
        work = work_for_a_while(arm['workSeconds']) if stand_in is None else {'work': 'stopped'}
    wait_until(arm['strikeSeconds'])
    leave_receipt(arm['token'] + '.strike', **work)


def work_for_a_while(seconds):
    null = open(os.devnull, 'r+')
    # A group of its own, so that all of it can be stopped. Its output would be in the way of ours.
    since = time.time()
    job = subprocess.Popen(command, stdout=null, stderr=null, preexec_fn=os.setpgrp)
    while job.poll() is None and time.time() < began + seconds:
        time.sleep(0.05)
    ended = job.poll() is not None
    worked = time.time() - since
    try:
        os.killpg(job.pid, signal.SIGKILL)
    except OSError:
        # Nothing of it is left.
        pass
    job.wait()
    return {'work': 'done' if ended else 'stopped', 'workedSeconds': worked}


# The acts: each leaves its receipt, and is what the job does.

def hold():
    begin()
    wait_until(arm['seconds'])
    own_work()


def kill_watcher():
    begin()
    os.kill(arm['watcher'], signal.SIGKILL)
    wait_until(arm['seconds'])
    own_work()


def job_file():
    begin()
    strike_late()
    result(0)


def hang():
    begin()
    strike_late()
    time.sleep(arm['seconds'])
    result(0)


def rc():
    begin()
    strike_late()
    result(arm['rc'], failed=True, msg='non-zero return code')
    sys.exit(1)


def fail_json():
    begin()
    strike_late()
    print(json.dumps({'failed': True, 'msg': 'reapcheck: the module gave up', 'reapcheck': arm['token']}))
    sys.exit(1)


def traceback():
    begin()
    strike_late()
    raise RuntimeError('reapcheck: the module broke')


def garbage():
    begin()
    strike_late()
    print('this is not what a module prints')


def silent():
    begin()
    strike_late()


def kill_module():
    begin()
    strike_late()
    os.kill(os.getpid(), signal.SIGKILL)


def kill_leaf():
    leaf = bystander(arm['strikeSeconds'] + 600)
    begin(leaf=leaf.pid)
    strike_late()
    leaf.kill()
    # As the command module reports a command that a signal has ended.
    result(leaf.wait(), failed=True, msg='non-zero return code')
    sys.exit(1)


def kill_runner():
    begin()
    strike_late()
    os.kill(os.getppid(), signal.SIGKILL)


def kill_both():
    begin()
    strike_late()
    # The watcher first: it would notice that the runner is gone, and end well.
    os.kill(arm['watcher'], signal.SIGKILL)
    os.kill(os.getppid(), signal.SIGKILL)


def own_started_key():
    begin()
    strike_late()
    result(0, started=1)


def held_stdout():
    # In our process group, as a daemon that was started with a plain `&`: it inherits stdout, which then never closes.
    begin(leaf=bystander(arm['strikeSeconds'] + arm['seconds']).pid)
    strike_late()
    result(0)


ACTS = {
    'hold': hold,
    'kill-watcher': kill_watcher,
    'job-file': job_file,
    'hang': hang,
    'rc': rc,
    'fail-json': fail_json,
    'traceback': traceback,
    'garbage': garbage,
    'silent': silent,
    'kill-module': kill_module,
    'kill-leaf': kill_leaf,
    'kill-runner': kill_runner,
    'kill-both': kill_both,
    'own-started-key': own_started_key,
    'held-stdout': held_stdout,
}

ACTS[arm['act']]()
