# Runs on the host, over one SSH channel, and only reads: says as JSON lines what it sees of async jobs.
# sight.py stands before it in the script. Nothing is installed and nothing stays: it ends when its stdin closes. Python 2.7 and 3.5+.
import glob
import json
import os
import pwd
import select
import time

FIXED = {'dirs': set(), 'receipts': None}

# Seconds from one look to the next: while a job is alive or anything has just begun or ended on the host, and where nothing has.
QUICK, CALM = 0.1, 0.5
CALM_AFTER = 1.0


def async_dirs():
    homes = set(p.pw_dir for p in pwd.getpwall() if p.pw_dir not in ('/', ''))
    found = set(os.path.join(h, '.ansible_async') for h in homes)
    return [d for d in sorted(found | FIXED['dirs']) if os.path.isdir(d)]


class Files(object):
    def __init__(self):
        self.known = {}

    def look(self):
        now = {}
        for d in async_dirs():
            try:
                names = os.listdir(d)
            except OSError:
                continue
            for name in names:
                # Written aside and renamed into place; the half-written one is nobody's business.
                if name.endswith('.tmp'):
                    continue
                path = os.path.join(d, name)
                try:
                    st = os.stat(path)
                except OSError:
                    continue
                mark = (st.st_mtime, st.st_size, st.st_ino)
                now[path] = mark
                if self.known.get(path) != mark:
                    seen = describe(path)
                    if seen is None:
                        now.pop(path)
                        continue
                    say(type='job-file', path=path, jid=name, state='present', **seen)
        for path in self.known:
            if path not in now:
                say(type='job-file', path=path, jid=os.path.basename(path), state='gone')
        self.known = now


class Receipts(object):
    def __init__(self):
        self.known = set()

    def look(self):
        if not FIXED['receipts']:
            return
        for path in glob.glob(os.path.join(FIXED['receipts'], '*.json')):
            if path in self.known:
                continue
            raw = read(path)
            try:
                data = json.loads((raw or b'').decode('utf-8'))
            except ValueError:
                continue
            self.known.add(path)
            if 'work' in data:
                worked = {'workedSeconds': data['workedSeconds']} if 'workedSeconds' in data else {}
                say(type='progress', token=data['token'], jid=data['jid'], work=data['work'], **worked)
                continue
            # Gone before it was ever seen is gone all the same.
            if data.get('jobFile'):
                FIXED['dirs'].add(os.path.dirname(data['jobFile']))
                FILES.known.setdefault(data['jobFile'], None)
            for who in data['pids'].values():
                PROCESSES.follow(who['pid'], who['startTicks'], data['jid'], 'stand-in')
            say(type='receipt', **data)


class Processes(object):
    def __init__(self):
        self.alive = {}
        self.told = set()
        self.pids = set()

    def follow(self, pid, ticks, jid, role):
        """One that was told to us: it may be gone before it was ever seen in a scan, and is said to be alive only once it was."""
        if (pid, ticks) not in self.alive:
            self.alive[(pid, ticks)] = (jid, role)
            self.told.add((pid, ticks))

    def look(self):
        """Whether a job is alive, or any process has begun or ended."""
        table = {}
        for name in os.listdir('/proc'):
            if name.isdigit():
                s = stat(int(name))
                if s and s[2] != 'Z':
                    table[int(name)] = s
        jobs = dict((pid, jid) for (pid, ticks), (jid, role) in self.alive.items() if pid in table and table[pid][1] == ticks)
        fresh = dict((pid, self.alive[(pid, ticks)][1]) for pid, ticks in self.told if pid in jobs and table[pid][1] == ticks)
        self.told.clear()
        for pid in table:
            if pid in jobs:
                continue
            jid = wrapper_of(pid, [os.path.basename(path) for path in FILES.known])
            if jid:
                jobs[pid] = jid
                fresh[pid] = 'wrapper'
        # A child of a job's process belongs to the job, however deep; repeat until nothing new is found.
        grew = True
        while grew:
            grew = False
            for pid, (ppid, ticks, state) in table.items():
                if pid not in jobs and ppid in jobs:
                    jobs[pid] = jobs[ppid]
                    fresh[pid] = 'descendant'
                    grew = True
        for pid, role in fresh.items():
            self.alive[(pid, table[pid][1])] = (jobs[pid], role)
            say(type='process', pid=pid, startTicks=table[pid][1], state='alive', jid=jobs[pid], role=role)
        for (pid, ticks), (jid, role) in list(self.alive.items()):
            if pid not in table or table[pid][1] != ticks:
                del self.alive[(pid, ticks)]
                say(type='process', pid=pid, startTicks=ticks, state='gone', jid=jid, role=role)
        before, self.pids = self.pids, set(table)
        return bool(self.alive) or self.pids != before


FILES = Files()
PROCESSES = Processes()
RECEIPTS = Receipts()


def look():
    """All that there is to see. Whether a job is alive, or any process has begun or ended."""
    FILES.look()
    RECEIPTS.look()
    return PROCESSES.look()


class Load(object):
    def __init__(self):
        self.told = None

    def look(self):
        """How many processes want a processor, on average of a minute: of the machine that the host runs on, if it is a container."""
        load = os.getloadavg()[0]
        if load != self.told:
            self.told = load
            say(type='load', load=round(load, 1), processors=os.sysconf('SC_NPROCESSORS_ONLN'))


LOAD = Load()


def obey(line):
    order = json.loads(line)
    if order.get('receipts'):
        FIXED['receipts'] = order['receipts']
    if order.get('dir'):
        FIXED['dirs'].add(order['dir'])
    return order.get('sync')


def main():
    say(type='boot', bootId=(read('/proc/sys/kernel/random/boot_id') or b'').decode().strip())
    rest = b''
    moved = 0
    while True:
        began = time.time()
        if look():
            moved = began
        pace = QUICK if 0 <= began - moved < CALM_AFTER else CALM
        # On a busy host a look costs more; then look less often. At most a twentieth of one core.
        wait = min(2.0, max(pace, 20 * (time.time() - began)))
        ready = select.select([0], [], [], wait)[0]
        if ready:
            data = os.read(0, 65536)
            if not data:
                return
            lines = (rest + data).split(b'\n')
            rest = lines.pop()
            answers = [obey(line.decode('utf-8')) for line in lines if line.strip()]
            if any(answers):
                # "All that stood on the host when you asked has been said."
                if look():
                    moved = time.time()
                LOAD.look()
                for answer in answers:
                    if answer:
                        say(type='synced', id=answer)


main()
