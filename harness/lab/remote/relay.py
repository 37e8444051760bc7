# PID 1 of the relay, on the engine's machine and in its network: one SSH server on our stdin and stdout, which listens nowhere and only forwards.
# It ends with stdin, and so with whoever started it. usage: relay HOST-KEY AUTHORIZED-KEYS
import os
import shutil
import socket
import subprocess
import sys
import threading

host_key, authorized_keys = sys.argv[1:]
settings = {
    'HostKey': host_key,
    'AuthorizedKeysFile': authorized_keys,
    'StrictModes': 'no',
    'PasswordAuthentication': 'no',
    'KbdInteractiveAuthentication': 'no',
    'AllowTcpForwarding': 'local',
    'AllowStreamLocalForwarding': 'no',
    'ForceCommand': '/bin/false',
    'PermitTTY': 'no',
    'PidFile': 'none',
    'LogLevel': 'ERROR',
}
# An SSH server reads no private key that others might read.
os.chmod(host_key, 0o600)
# sshd gives up its rights there, and has it made by its unit or init script elsewhere.
os.makedirs('/run/sshd', mode=0o755, exist_ok=True)
sshd = shutil.which('sshd', path='/usr/sbin:/sbin:/usr/local/sbin:/usr/bin')
if sshd is None:
    sys.exit('no sshd')
# Some versions of it read from stdin and write to the same socket.
ours, theirs = socket.socketpair()
words = [word for name, value in settings.items() for word in ('-o', '{}={}'.format(name, value))]
server = subprocess.Popen([sshd, '-i', '-e', '-f', '/dev/null'] + words, stdin=theirs, stdout=theirs)
theirs.close()


def up():
    for data in iter(lambda: os.read(0, 65536), b''):
        ours.sendall(data)
    ours.shutdown(socket.SHUT_WR)


threading.Thread(target=up, daemon=True).start()
with os.fdopen(1, 'wb', 0) as out:
    for data in iter(lambda: ours.recv(65536), b''):
        out.write(data)
sys.exit(server.wait())
