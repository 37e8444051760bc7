"""Which launch is struck, and whether it may be. The safety rule: only a disposable host of ours, at its own address."""
import base64
import contextlib
import json

from .driver import place_of
from .pattern import fits

#: Connections that go to the address which we compare. Anything else is never struck, but for `local` in a double of this machine.
SSH = ('ssh', 'paramiko')


def arm_for(driver, context, task, connection):
    """The arm for this launch and the disposable host that it goes to, or None."""
    place = place_of(context.task)
    config = driver.config
    for arm in config['arms']:
        job = arm['job']
        if (job['host'], job['item'], job['nth']) != (context.host.name, context.item, context.nth):
            continue
        if place is None or (job['place']['file'], job['place']['line']) != (place['file'], place['line']):
            continue
        target = disposable_target(config, driver.double_of(str(task.delegate_to or context.host.name)), connection)
        return (dict(arm, standIn=stand_in_seconds(config, task)), target) if target else None
    return None


def stand_in_for(driver, context, task, connection):
    """The healthy stand-in for this job and the disposable host that it goes to, or None."""
    config = driver.config
    seconds = stand_in_seconds(config, task)
    target = None if seconds is None else disposable_target(config, driver.double_of(str(task.delegate_to or context.host.name)), connection)
    arm = {'fault': 'none', 'token': 'none', 'act': {'act': 'hold', 'seconds': 0}, 'standIn': seconds}
    # It proves nothing, so it leaves no receipt.
    return (arm, dict(target, receiptsDir=None)) if target else None


def stand_in_seconds(config, task):
    """How long the user's stand-in takes that is this job, or None where it is the real one. The first that fits, counts."""
    names = (task.name or '', task.get_name())
    fitting = (one['seconds'] for one in config['standIns'] if any(fits(one['task'], str(name)) for name in names))
    return next(fitting, None)


def disposable_target(config, name, connection):
    """A play may delegate, or set ansible_host for a host of ours: so the address must be right as well as the name."""
    if getattr(connection, 'transport', None) == 'local':
        # Whatever the name: it acts on the machine that this process runs on, which may be a double of ours.
        localhost = config['localhost']
        return localhost if localhost and localhost['receiptsDir'] else None
    host = config['disposableHosts'].get(name)
    if host is None or getattr(connection, 'transport', None) not in SSH:
        return None
    context = connection._play_context
    address = option(connection, 'host') or option(connection, 'remote_addr') or context.remote_addr
    port = option(connection, 'port') or context.port
    return host if (str(address), str(port)) == (host['address'], str(host['port'])) else None


def option(connection, name):
    try:
        return connection.get_option(name)
    except Exception:  # Unknown to this plugin: KeyError or AnsibleError, as the version has it.
        return None


@contextlib.contextmanager
def armed(task, arm, target):
    """For one launch, the task's environment carries the arm to the wrapper, whose prelude takes it out again."""
    payload = dict(arm['act'], token=arm['token'], fault=arm['fault'], standIn=arm['standIn'], receiptsDir=target['receiptsDir'])
    # Base64: quotes would have to survive a shell or two and a become method.
    text = base64.b64encode(json.dumps(payload).encode('ascii')).decode('ascii')
    own, task.environment = task.environment, list(task.environment or []) + [{'REAPCHECK_ARM': text}]
    try:
        yield
    finally:
        task.environment = own
