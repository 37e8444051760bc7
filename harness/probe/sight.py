# What async jobs look like on a host: how to read job files and /proc. Runs there, before watch.py or look.py in one script,
# and only reads. Python 2.7 and 3.5+.
import json
import os
import sys

# Content of a job file is never sent: only what says how the job ended.
LIMIT = 4 * 1024 * 1024


def say(**what):
    sys.stdout.write(json.dumps(what) + '\n')
    sys.stdout.flush()


def read(path, most=LIMIT):
    try:
        with open(path, 'rb') as f:
            return f.read(most)
    except (IOError, OSError):
        return None


def describe(path):
    raw = read(path)
    if raw is None:
        return None
    seen = {'bytes': len(raw), 'readable': False}
    try:
        data = json.loads(raw.decode('utf-8', 'replace'))
    except ValueError:
        return seen
    if not isinstance(data, dict):
        return seen
    seen['readable'] = True
    # The first write says started and not finished; the module's own result has neither until it ends.
    seen['finished'] = bool(data['finished']) if 'finished' in data else not data.get('started')
    seen['failed'] = bool(data.get('failed')) or data.get('rc') not in (None, 0)
    if isinstance(data.get('rc'), int):
        seen['rc'] = data['rc']
    text = '%s %s' % (data.get('msg', ''), data.get('cmd', ''))
    seen['timedOut'] = 'timeout exceeded' in text.lower()
    if 'reapcheck' in data:
        seen['token'] = str(data['reapcheck'])
    return seen


def stat(pid):
    """(ppid, start ticks, state) of a process, or None. The command name may hold anything, so count from its end."""
    raw = read('/proc/%d/stat' % pid, 4096)
    if not raw:
        return None
    rest = raw[raw.rfind(b')') + 2:].split()
    return int(rest[1]), int(rest[19]), rest[0].decode()


def wrapper_of(pid, files):
    """The job id in the command line of an async_wrapper process, or None. Its file name has the wrapper's own pid after it."""
    raw = read('/proc/%d/cmdline' % pid, 65536)
    if not raw or b'async_wrapper' not in raw:
        return None
    args = raw.decode('utf-8', 'replace').split('\0')
    for at, arg in enumerate(args):
        if os.path.basename(arg).split('.')[0].replace('AnsiballZ_', '') == 'async_wrapper' and at + 1 < len(args):
            number = args[at + 1]
            for name in files:
                if name.split('.')[0] in (number, 'j' + number) and number:
                    return name
            return number or None
    return None
