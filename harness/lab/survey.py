# Runs on a host: what its disk doesn't hold, as JSON. Processes by their command lines, mounts by their places, lines of /etc/hosts.
import json
import os
import socket

processes = set()
for pid in os.listdir('/proc'):
    if not pid.isdigit() or int(pid) == os.getpid():
        continue
    try:
        with open('/proc/%s/cmdline' % pid, 'rb') as file:
            line = file.read().replace(b'\0', b' ').decode('utf-8', 'replace').strip()
    except OSError:
        continue
    # Logins come and go, with what systemd keeps for each of them.
    if line and not line.startswith('sshd:') and line != '(sd-pam)' and not line.endswith('systemd --user'):
        processes.add(line)

with open('/proc/1/mounts') as file:
    mounts = {line.split()[1] for line in file} - {'/'}
with open('/etc/hosts') as file:
    # The engine writes this host's own line, and its network's, at each start.
    own = socket.gethostname()
    hosts = {' '.join(line.split()) for line in file if line.strip() and own not in line.split()}
print(json.dumps({
    'processes': sorted(processes),
    'mounts': sorted(one for one in mounts if not one.startswith('/run/user/')),
    'hosts': sorted(hosts),
}))
