"""Every connection of a run on disposable hosts goes to a host of ours, or nowhere: by what Ansible resolves, not by what is written.

`connection_loader.get_with_context` is the one place where connections are made (`get` goes through it): for tasks, delegated ones
included, for `meta: reset_connection`, and for action plugins that want one of their own. It doesn't know for which host; two
wrappers say that. What is made is ansible-core's own ssh plugin, and what that reads of its options is ours. It reads them by
`get_option` alone, so no inventory, variable, keyword, configuration or plugin of the user's comes before it.
"""
import functools
import inspect
import os

from . import ssh_words, users
from .driver import unsupported_if_it_raises

#: Connections to a Linux machine, or to what passes for one: a host of ours takes its place. Of any other, nobody knows what it does.
LIKE_A_MACHINE = frozenset((
    'ssh', 'smart', 'paramiko', 'paramiko_ssh', 'persistent', 'docker', 'docker_api', 'podman', 'buildah', 'kubectl', 'oc', 'lxc', 'lxd',
    'incus', 'libvirt_lxc', 'chroot', 'jail', 'iocage', 'zone', 'nspawn', 'machinectl', 'nsenter', 'aws_ssm', 'vmware_tools', 'qubes',
    'proxmox_pct_remote', 'toolbox', 'distrobox', 'mitogen_ssh',
))

#: Names of the machine that ansible-playbook runs on.
THIS_MACHINE = frozenset(('localhost', '127.0.0.1', '::1'))

#: For whom the connection is that is being made, as (host of the play, host that is meant, task); None: nobody has said.
_wanted = None
#: A connection is only made to be reset.
_resetting = False


def install(driver):
    import ansible
    from ansible.errors import AnsibleError
    from ansible.executor.task_executor import TaskExecutor
    from ansible.plugins.loader import connection_loader
    from ansible.plugins.strategy import StrategyBase

    for owner, name in ((TaskExecutor, '_get_connection'), (StrategyBase, '_execute_meta'), (connection_loader, 'get_with_context')):
        if not callable(getattr(owner, name, None)):
            raise RuntimeError('%s.%s is gone' % (owner, name))
    hosts, may_act_locally = driver.config['disposableHosts'], driver.config['localhost'] is not None
    control_dir = driver.config['controlDir']
    make = connection_loader.get_with_context
    ssh_file = os.path.join(os.path.dirname(inspect.getfile(ansible)), 'plugins', 'connection', 'ssh.py')

    def refuse(name, why, *args, **kwargs):
        host, on, task = _wanted or ('', '', None)
        driver.emit('refused', host=host, on=on, task=task, connection=str(name), why=why)
        if _resetting:
            # Raised here it would end the run without a word. To reset a local connection is to do nothing.
            return make('ansible.builtin.local', *args, **kwargs)
        raise AnsibleError('reapcheck refused the connection %s to %s: %s' % (name, on or 'a host that nobody has named', REASONS[why]))

    def get_with_context(name, *args, **kwargs):
        # Asked for all plugins at the start, to know their options.
        if kwargs.get('class_only'):
            return make(name, *args, **kwargs)
        kind = str(name).split('.')[-1]
        if kind == 'local':
            return make('ansible.builtin.local', *args, **kwargs) if may_act_locally else refuse(name, 'local', *args, **kwargs)
        if _wanted is None:
            return refuse(name, 'nameless', *args, **kwargs)
        if kind not in LIKE_A_MACHINE:
            return refuse(name, 'no-machine', *args, **kwargs)
        meant = driver.double_of(_wanted[1])
        double = hosts.get(meant)
        if double is None and driver.config['doubles'] and may_act_locally and meant in THIS_MACHINE:
            # An inventory that names this machine as one to be reached over SSH: its double is where ansible-playbook runs.
            return make('ansible.builtin.local', *args, **kwargs)
        if double is None:
            return refuse(name, 'no-double', *args, **kwargs)
        with unsupported_if_it_raises('connection'):
            # By its full name: a plugin `ssh` of the user's own must not come first.
            found = make('ansible.builtin.ssh', *args, **kwargs)
            # By its code: a plugin of the user's own may have taken the name of its module.
            made_by = getattr(getattr(found.object, '_build_command', None), '__code__', None)
            known = made_by is not None and os.path.samefile(made_by.co_filename, ssh_file)
            if known:
                login = functools.partial(users.login, driver.config, meant, double) if driver.config['doubles'] else None
                _lead(found.object, double, control_dir, args[0] if args else kwargs['play_context'], login)
        return found if known else refuse(name, 'own-plugin', *args, **kwargs)

    connection_loader.get_with_context = get_with_context
    TaskExecutor._get_connection = _for(TaskExecutor._get_connection, _of_task)
    StrategyBase._execute_meta = _for(StrategyBase._execute_meta, _of_meta, resetting=True)
    if driver.config['doubles']:
        TaskExecutor._get_become = _becoming(TaskExecutor._get_become)


#: In words, for the task's own message; the harness tells more.
REASONS = {
    'local': 'it would act on this machine',
    'no-double': 'reapcheck has made no host of this name',
    'no-machine': 'a host of ours is a Linux machine under SSH, and can\'t stand for this kind',
    'own-plugin': 'a plugin of the project hides the ssh of ansible-core',
    'nameless': 'an action plugin asks for a connection of its own',
}


#: Ways to become somebody else that a double has. It has no other, nor their programs: sudo takes their place.
BECOME = ('sudo', 'su')


def _becoming(original):
    @functools.wraps(original)
    def _get_become(self, name):
        known = str(name).split('.')[-1] in BECOME
        become = original(self, name if known else 'ansible.builtin.sudo')
        own = become.get_option
        # Wherever the program is on the user's own machines.
        become.get_option = lambda option, *args, **kwargs: None if option == 'become_exe' else own(option, *args, **kwargs)
        return become

    return _get_become


def _of_task(executor, *_):
    task = executor._task
    # Templated by now, in loops as well.
    return str(executor._host.name), str(task.delegate_to or executor._host.name), str(task._uuid)


def _of_meta(_, task, context, iterator, host, *more):
    return str(host.name), str(host.name), str(task._uuid)


def _for(original, who, resetting=False):
    signature = inspect.signature(original)

    @functools.wraps(original)
    def wrapped(*args, **kwargs):
        global _wanted, _resetting
        outer = _wanted, _resetting
        _wanted, _resetting = who(*signature.bind(*args, **kwargs).arguments.values()), resetting
        try:
            return original(*args, **kwargs)
        finally:
            _wanted, _resetting = outer

    return wrapped


def _lead(connection, double, control_dir, context, login):
    """Has an ssh connection go to this host of ours, whatever it is told."""
    kind = type(connection)
    if not isinstance(getattr(kind, '_play_context', None), property):
        # The executor gives it another context again and again; before 2.19 the plugin takes a password from there.
        kind._play_context = property(_kept_context, _keep_context)
    connection._reapcheck_double = double
    connection._play_context = context
    own = connection.get_option
    forced = ssh_words.options(double, control_dir)

    def get_option(option, *args, **kwargs):
        if option in forced:
            return forced[option]
        value = own(option, *args, **kwargs)
        if option == 'remote_user' and login is not None:
            return login(value)
        return ssh_words.harmless(option, value, double) if option in ssh_words.ARGUMENTS else value

    # On the object: from 2.19 its class can't be exchanged for one of another layout.
    connection.get_option = get_option
    # Set as it was made, before any option.
    connection.host, connection.port = double['address'], double['port']


def _kept_context(connection):
    for name in ('_reapcheck_context', '_play_context'):
        if name in connection.__dict__:
            return connection.__dict__[name]
    # ansible-core asks with hasattr whether it has been set.
    raise AttributeError('_play_context')


def _keep_context(connection, context):
    double = connection.__dict__.get('_reapcheck_double')
    if double is not None:
        context.password = None
        context.remote_addr, context.port = double['address'], double['port']
    connection.__dict__['_reapcheck_context'] = context
