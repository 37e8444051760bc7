"""The logins that a play asks for are on the doubles: on its own machines somebody has made them."""
import getpass
import os
import shlex
import subprocess

from . import ssh_words

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'login.sh')


def login(config, name, double, user):
    """The user by which to connect, who exists now. Without one it is who runs ansible-playbook, as for ssh."""
    user = str(user or getpass.getuser())
    known = os.path.join(config['workDir'], 'users', name)
    marker = os.path.join(known, user.replace('/', '_'))
    if user == 'root' or user in config['doubles']['users'].get(name, ()) or os.path.exists(marker):
        return user
    with open(SCRIPT, encoding='utf-8') as file:
        script = file.read()
    words = ['ssh', '-F', '/dev/null', '-T', '-o', 'BatchMode=yes', '-i', double['identityFile'], '-p', str(double['port'])]
    words += [word for option in ssh_words.first(double) for word in ('-o', option)]
    made = subprocess.run(
        words + ['root@' + double['address'], 'sh -c %s login %s' % (shlex.quote(script), shlex.quote(user))],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )
    # One that can't be made now may be made later: the connection says what is wrong.
    if made.returncode == 0:
        os.makedirs(known, mode=0o700, exist_ok=True)
        open(marker, 'w').close()
    return user
