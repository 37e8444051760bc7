# What follows, up to main's call, is reapcheck's. Python 2.7 and 3.5+, as it runs on the host.
# It stands inside Ansible's async_wrapper: os, subprocess, sys, json, shutil, time, jwrite and job_path are the wrapper's own.


def _reapcheck_pace(speed):
    # Of the watcher: its looks at the job and its grace after a kill. What it writes down stays as it is.
    real_sleep = time.sleep
    time.sleep = lambda seconds: real_sleep(seconds / speed)


def _reapcheck_strike(text):
    import base64
    arm = json.loads(base64.b64decode(text).decode('ascii'))
    real_popen = subprocess.Popen

    # Called in the runner, for the module: the stand-in comes before it, with the same pipes. The first write of the job
    # file is done by then, so that what is changed here meets the final one.
    def popen(cmd, *args, **kwargs):
        subprocess.Popen = real_popen
        arm['jid'] = os.path.basename(job_path)
        arm['jobFile'] = job_path
        arm['watcher'] = os.getppid()
        if arm['act'] == 'job-file':
            _reapcheck_spoil(arm['how'])
        code = "import base64;exec(base64.b64decode('@STAND_IN@').decode('ascii'))"
        return real_popen([sys.executable, '-c', code, 'reapcheck-stand-in', arm['token'], json.dumps(arm)] + list(cmd), *args, **kwargs)

    subprocess.Popen = popen


def _reapcheck_spoil(how):
    """Makes something happen to the job file in the place of its final write; at once, so that no reap sees a good one."""
    own = globals()
    real_write, real_open = own['jwrite'], open

    def put(content):
        with real_open(job_path + '.tmp', 'w') as file:
            file.write(content)
        os.rename(job_path + '.tmp', job_path)

    def full_disk(info):
        class Full(object):
            def __init__(self, *args):
                self._file = real_open(*args)

            def write(self, text):
                import errno
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            def close(self):
                self._file.close()

        # The wrapper's own write, with its own way of failing.
        own['open'] = Full
        try:
            real_write(info)
        finally:
            del own['open']

    acts = {
        'lose': lambda info: os.unlink(job_path),
        'wipe': lambda info: shutil.rmtree(os.path.dirname(job_path), True),
        'truncate': lambda info: put(json.dumps(info)[:20]),
        'empty': lambda info: put(''),
        'garble': lambda info: put('\x00\x01 not what was written here \x02'),
        'full-disk': full_disk,
    }
    own['jwrite'] = acts[how]


if '@SPEED@' != '1':
    _reapcheck_pace(float('@SPEED@'))
# Popped first of all: the job that this wrapper starts must not see it.
_reapcheck_arm = os.environ.pop('REAPCHECK_ARM', None)
if _reapcheck_arm:
    _reapcheck_strike(_reapcheck_arm)
