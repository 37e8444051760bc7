"""Runs on an inventory that isn't ours: how many hosts the limit may reach, and what a bare ansible-playbook keeps to itself."""
import functools
import os
import sys

from . import answers, sources
from .driver import name_of, place_of

#: run.ts knows this exit code: the limit reaches other hosts than it may. Nothing was run.
EXIT_LIMIT = 96


def install(driver):
    order = driver.config['inventory']
    from ansible.cli import CLI
    CLI.get_host_list = staticmethod(_guarded(CLI.get_host_list, driver, order['most']))
    if order['look'] is None:
        sources.install(driver, plugins=False)
        _tell_temporary_folders(driver)
        if order['answers'] is not None:
            answers.install(driver)
    else:
        from ansible.playbook.play import Play
        from ansible.plugins.loader import action_loader
        action_loader.add_directory(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'action'))
        # Who has launched nothing may have left something.
        everybody = order['look']['tidy']['payloads'] is not None
        Play.compile = _looking(Play.compile, driver, everybody)


def _guarded(original, driver, most):
    """Before the first play, in the very process that would run it: an inventory may answer differently each time."""
    @functools.wraps(original)
    def get_host_list(inventory, subset, *args, **kwargs):
        known = sorted(str(host) for host in inventory.list_hosts('all'))
        try:
            result = original(inventory, subset, *args, **kwargs)
            hosts = sorted(str(host) for host in inventory.list_hosts('all'))
        except Exception:
            driver.emit('limit', hosts=[], known=known)
            raise
        driver.emit('limit', hosts=hosts, known=known)
        if not 1 <= len(hosts) <= most:
            sys.exit(EXIT_LIMIT)
        return result

    return get_host_list


def _tell_temporary_folders(driver):
    """Their names, before they are made: whatever an interrupt leaves of them can be removed afterwards."""
    from ansible.plugins.shell import ShellBase
    original = ShellBase._generate_temp_dir_name

    def _generate_temp_dir_name():
        name = original()
        driver.emit('tmp', name=str(name))
        return name

    ShellBase._generate_temp_dir_name = staticmethod(_generate_temp_dir_name)


def _looking(original, driver, everybody):
    """In place of all that a play would do: a look at each host, as each user whose jobs it launches. The play's own
    keywords and variables stay, so that the host is reached as the play would reach it."""
    planned = set()

    @functools.wraps(original)
    def compile(self, *args, **kwargs):
        from ansible.playbook.block import Block
        blocks = original(self, *args, **kwargs)
        try:
            variables = self._variable_manager.get_vars(play=self)
            blocks = [block.filter_tagged_tasks(variables) for block in blocks]
        except Exception:  # Tags that can't be known before the run: all tasks count.
            pass
        tasks = [task for block in blocks for task in _tasks_of(block) if not getattr(task, 'implicit', False)]
        jobs = [task for task in tasks if task.async_val not in (0, None, '0', '')]
        # With `serial` a play is compiled once for each batch.
        if self._uuid not in planned:
            planned.add(self._uuid)
            driver.emit(
                'plan',
                play=str(name_of(self)),
                tasks=len(tasks),
                jobs=[_planned(task) for task in jobs],
                delegated=[dict(_planned(task), to=str(task.delegate_to)) for task in tasks if task.delegate_to],
            )
        self.gather_facts = False
        looks = Block(play=self)
        looks.block = [_look(self, looks, None)]
        seen = set()
        for job in tasks if everybody else jobs:
            who = tuple(str(getattr(job, word, None)) for word in WHO)
            if who not in seen:
                seen.add(who)
                looks.block.append(_look(self, looks, job))
        return [looks]

    return compile


def _tasks_of(block):
    for part in block.block + block.rescue + block.always:
        if hasattr(part, 'block'):
            for task in _tasks_of(part):
                yield task
        else:
            yield part


#: As whom a task acts, and what else may change where its job files are.
WHO = ('become', 'become_user', 'become_method', 'become_flags', 'become_exe', 'remote_user', 'connection', 'port', 'delegate_to')


def _planned(task):
    return {'name': str(name_of(task)), 'place': place_of(task), 'async': str(task.async_val), 'poll': str(task.poll)}


def _look(play, block, job):
    from ansible.playbook.task import Task
    task = Task(block=block)
    task.action = 'reapcheck_look'
    task.args = {}
    task.name = 'reapcheck: look at the host' + (' as "%s" would' % job.action if job else '')
    task.tags = ['always']
    task.set_loader(play._loader)
    if job:
        # As a user that nobody knows before the run, or may not become: that is told, and the other looks go on.
        task.ignore_errors = True
        task._role = job._role
        task.vars = job.get_vars()
        for word in WHO:
            value = getattr(job, word, None)
            if value is not None and word != 'delegate_to':
                setattr(task, word, value)
    return task
