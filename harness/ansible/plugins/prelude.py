# What follows, up to main's call, is reapcheck's. Python 2.7 and 3.5+, as it runs on the host.
# It stands inside Ansible's async_wrapper: os, subprocess, sys, json and job_path are the wrapper's own.


def _reapcheck_strike(text):
    import base64
    arm = json.loads(base64.b64decode(text).decode('ascii'))
    real_popen = subprocess.Popen

    # Called in the runner, for the module: the stand-in takes its place, with the same pipes.
    def popen(cmd, *args, **kwargs):
        subprocess.Popen = real_popen
        arm['jid'] = os.path.basename(job_path)
        arm['watcher'] = os.getppid()
        code = "import base64;exec(base64.b64decode('@STAND_IN@').decode('ascii'))"
        return real_popen([sys.executable, '-c', code, 'reapcheck-stand-in', arm['token'], json.dumps(arm)], *args, **kwargs)

    subprocess.Popen = popen
    # An act on the job file instead of the job goes here: replace globals()['jwrite'].


# Popped first of all: the job that this wrapper starts must not see it.
_reapcheck_arm = os.environ.pop('REAPCHECK_ARM', None)
if _reapcheck_arm:
    _reapcheck_strike(_reapcheck_arm)
