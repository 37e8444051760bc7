# One look at a host that isn't ours, over Ansible's own connection. sight.py stands before it in the script, ORDER too: a dict
# that is put there for each call. It reads, says one line, and ends. The only thing that it ever removes is what ORDER names
# in `tidy`: temporary folders of an ansible-playbook of ours that was interrupted, and the job files of stand-ins.
#
# A module that is killed leaves its unpacked code (`ansible_NAME_payload_…`). Those that were there before the run are not ours;
# of the others one may be of somebody else's ansible, so one whose module runs is left alone.
import glob
import pwd
import re
import shutil
import tempfile
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


def commands():
    return [read('/proc/%s/cmdline' % pid, 1 << 20) or b'' for pid in os.listdir('/proc') if pid.isdigit() and int(pid) != os.getpid()]


def payloads():
    return sorted(glob.glob(os.path.join(tempfile.gettempdir(), 'ansible_*_payload_*')))


def module_runs(path, running):
    """Whether a module of this name is at work: from a file, or from stdin, where no name is to be seen."""
    name = re.match(r'ansible_(?:.*\.)?(.+?)_payload_', os.path.basename(path)).group(1).encode('utf-8')
    return any(
        b'AnsiballZ_' + name + b'.py' in command or name + b'.py\0' in command or re.match(br'\S*python[0-9.]*\0$', command)
        for command in running
    )


def mine(path):
    return os.path.isdir(path) and not os.path.islink(path) and os.stat(path).st_uid == os.geteuid()


def tidy(order):
    """Returns what was removed, and what had to stay as somebody uses it."""
    gone, left = [], []

    def remove(path, used):
        if not used:
            shutil.rmtree(path, True)
        (left if os.path.exists(path) else gone).append(path)

    for name in order['tmp']:
        # As Ansible names them: nothing else is ever taken for one.
        if not name.startswith('ansible-tmp-') or '/' in name:
            continue
        for directory in order['tmpDirs']:
            path = os.path.join(home_of(directory), name)
            if mine(path):
                remove(path, any(name.encode('utf-8') in command for command in commands()))
    if order['payloads'] is not None:
        # Listed before the processes are: whatever begins now has its folder elsewhere.
        found = [path for path in payloads() if path not in order['payloads'] and mine(path)]
        running = commands()
        for path in found:
            remove(path, module_runs(path, running))
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
        payloads=payloads(),
        removed=gone,
        left=left,
    )


look()
