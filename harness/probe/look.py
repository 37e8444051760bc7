# One look at a host that isn't ours, over Ansible's own connection. sight.py stands before it in the script, ORDER too: a dict
# that is put there for each call. It reads, says one line, and ends. The only thing that it ever removes is what ORDER names
# in `tidy`: temporary folders of an ansible-playbook of ours that was interrupted, and the job files of stand-ins.
import pwd
import shutil
import time

MOST_FILES = 200


def home_of(path):
    """As Ansible has it: of the user that we are, whatever HOME says."""
    mine = pwd.getpwuid(os.geteuid()).pw_dir
    return os.path.expanduser(mine + path[1:] if path == '~' or path.startswith('~/') else path)


def async_dir(path):
    seen = {'path': path, 'exists': os.path.isdir(path)}
    nearest = path
    while not os.path.exists(nearest) and os.path.dirname(nearest) != nearest:
        nearest = os.path.dirname(nearest)
    seen['usable'] = os.path.isdir(nearest) and os.access(nearest, os.R_OK | os.W_OK | os.X_OK)
    if seen['exists']:
        info = os.stat(path)
        seen['mode'] = '%04o' % (info.st_mode & 0o7777)
        try:
            seen['owner'] = pwd.getpwuid(info.st_uid).pw_name
        except KeyError:
            seen['owner'] = str(info.st_uid)
    space = os.statvfs(nearest)
    seen['freeBytes'] = space.f_bavail * space.f_frsize
    # Some file systems count no inodes.
    seen['freeFiles'] = space.f_favail if space.f_files else None
    return seen


def job_files(directory):
    found = []
    try:
        names = os.listdir(directory)
    except OSError:
        names = []
    for name in names:
        path = os.path.join(directory, name)
        try:
            info = os.stat(path)
        except OSError:
            continue
        if os.path.isfile(path) and not name.endswith('.tmp'):
            found.append((info.st_mtime, path))
    found.sort(reverse=True)
    files = []
    for written, path in found[:MOST_FILES]:
        seen = describe(path)
        if seen is not None:
            files.append(dict(seen, path=path, jid=os.path.basename(path), writtenAt=int(written * 1000)))
    return files, len(found)


def processes(names):
    table = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            seen = stat(int(name))
            if seen and seen[2] != 'Z':
                table[int(name)] = seen
    jobs = {}
    for pid in table:
        jid = wrapper_of(pid, names)
        if jid:
            jobs[pid] = (jid, 'wrapper')
    grew = True
    while grew:
        grew = False
        for pid, (parent, ticks, state) in table.items():
            if pid not in jobs and parent in jobs:
                jobs[pid] = (jobs[parent][0], 'descendant')
                grew = True
    return [{'pid': pid, 'startTicks': table[pid][1], 'jid': jid, 'role': role} for pid, (jid, role) in sorted(jobs.items())]


def in_use(name):
    for pid in os.listdir('/proc'):
        if pid.isdigit() and int(pid) != os.getpid() and name.encode('utf-8') in (read('/proc/%s/cmdline' % pid, 1 << 20) or b''):
            return True
    return False


def tidy(order):
    """Returns what was removed, and what had to stay as somebody uses it."""
    gone, left = [], []
    for name in order['tmp']:
        # As Ansible names them: nothing else is ever taken for one.
        if not name.startswith('ansible-tmp-') or '/' in name:
            continue
        for directory in order['tmpDirs']:
            path = os.path.join(home_of(directory), name)
            if not os.path.isdir(path) or os.path.islink(path) or os.stat(path).st_uid != os.geteuid():
                continue
            if in_use(name):
                left.append(path)
            else:
                shutil.rmtree(path, True)
                (left if os.path.exists(path) else gone).append(path)
    for one in order['files']:
        # Only with the token in it: by now it could be somebody else's.
        if one['token'].encode('ascii') in (read(one['path']) or b''):
            os.unlink(one['path'])
            gone.append(one['path'])
    return gone, left


def look():
    directory = home_of(ORDER['asyncDir'])
    # First of all: what the rest takes is not known to the one who asks.
    clock = int(time.time() * 1000)
    gone, left = tidy(ORDER['tidy'])
    files, count = job_files(directory)
    user = pwd.getpwuid(os.geteuid())
    say(
        type='look',
        clock=clock,
        user=user.pw_name,
        uid=user.pw_uid,
        python='%d.%d.%d' % sys.version_info[:3],
        interpreter=sys.executable,
        bootId=(read('/proc/sys/kernel/random/boot_id') or b'').decode('ascii', 'replace').strip(),
        asyncDir=async_dir(directory),
        jobFiles=files,
        jobFileCount=count,
        processes=processes([one['jid'] for one in files]),
        removed=gone,
        left=left,
    )


look()
