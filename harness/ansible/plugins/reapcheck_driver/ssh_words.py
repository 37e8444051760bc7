"""What the ssh of a disposable run is told. The user's own arguments stay, but for those that would lead it elsewhere."""
import shlex

#: Options of ansible-core's ssh plugin that hold arguments for ssh and its like.
ARGUMENTS = ('ssh_args', 'ssh_common_args', 'ssh_extra_args', 'sftp_extra_args', 'scp_extra_args')

#: ssh(1): options with an argument of their own. sftp and scp have a few others, none of which leads anywhere.
_WITH_ARGUMENT = 'BbcDEeFIiJLlmOoPpQRSWw'
#: Those that say where to, as whom or by what: they don't give way to an earlier `-o`, or aren't for hosts of ours.
_LEADING = 'FIiJlpSW'
#: Of `-o`: a command that ssh runs here, and that an older ssh doesn't know, so that it can't be named before.
_COMMAND = 'knownhostscommand'


def options(double, control_dir):
    """Of the plugin, in the place of whatever is set."""
    return {
        'host': double['address'],
        'port': double['port'],
        'private_key_file': double['identityFile'],
        'private_key': None,
        'private_key_passphrase': None,
        'password': None,
        'password_mechanism': 'disable',
        'pkcs11_provider': None,
        'host_key_checking': True,
        'ssh_executable': 'ssh',
        'scp_executable': 'scp',
        'sftp_executable': 'sftp',
        'control_path': None,
        'control_path_dir': control_dir,
    }


def harmless(option, value, double):
    """The user's arguments, after ours where they come first: of two values of an option, ssh takes the first."""
    own = [] if option != 'ssh_args' else ['-F', '/dev/null'] + [word for one in first(double) for word in ('-o', one)]
    return ' '.join(shlex.quote(word) for word in own + without_leading(shlex.split(str(value or ''))))


def without_leading(words):
    """The options of a command line without those that lead elsewhere, `-Jhost` and `-C -J host` alike. A bare word is no option:
    the first one would be the host to go to."""
    kept, words = [], list(words)
    while words:
        word = words.pop(0)
        letters = word[1:] if word.startswith('-') and not word.startswith('--') else ''
        if not letters:
            continue
        at = next((n for n, letter in enumerate(letters) if letter in _WITH_ARGUMENT), None)
        if at is None:
            kept.append(word)
            continue
        argument = [words.pop(0)] if at == len(letters) - 1 and words else []
        if letters[at] == 'o' and ''.join([letters[at + 1:]] + argument).strip().lower().startswith(_COMMAND):
            continue
        if letters[at] not in _LEADING:
            kept += [word] + argument
        elif at:
            kept.append('-' + letters[:at])
    return kept


def first(double):
    """Options that lead to this host of ours, and to no other."""
    # Quoted for ssh, which splits at spaces and expands %.
    known_hosts = '"%s"' % double['knownHostsFile'].replace('%', '%%')
    return [
        'HostName=' + double['address'],
        'ProxyCommand=none',
        'UserKnownHostsFile=' + known_hosts,
        'GlobalKnownHostsFile=/dev/null',
        'StrictHostKeyChecking=yes',
        'IdentitiesOnly=yes',
        'IdentityAgent=none',
        'PermitLocalCommand=no',
    ]
