"""Runs ansible-playbook again and again, each time in a fork of a process that has loaded all that one needs.

A line of JSON in: an id, a folder, its arguments. A line out: the id and the exit code. Half of a short run's processor
time would go into loading, in the run itself and in each of its workers.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import select
import signal

import ansible
from ansible.cli.playbook import PlaybookCLI

NULL = os.open(os.devnull, os.O_RDWR)


def play(folder, arguments):
    """In a process of its own, which ends with it. Its session is its own too, so that it can be ended with its workers."""
    os.setsid()
    os.chdir(folder)
    for stream in (0, 1, 2):
        os.dup2(NULL, stream)
    try:
        PlaybookCLI.cli_executor(["ansible-playbook", *arguments])
    except SystemExit as end:
        return end.code or 0
    return 0


def fork(work):
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = work()
    finally:
        # Nothing of the parent's is cleaned up here: its folder for what it has packed is used by all.
        os._exit(code)


def load():
    """All of Ansible that a run, or a worker of one, may ask for. What is for another system, or needs another package, is not."""
    for part in pkgutil.walk_packages(ansible.__path__, "ansible.", onerror=lambda name: None):
        if not part.name.startswith(("ansible.modules.", "ansible.galaxy", "ansible.cli.")):
            with contextlib.suppress(Exception):
                importlib.import_module(part.name)


def serve():
    running, text = {}, b""
    while True:
        ready, _, _ = select.select([0], [], [], 0.05)
        if ready:
            more = os.read(0, 65536)
            if not more:
                break
            *lines, text = (text + more).split(b"\n")
            for line in lines:
                name, folder, arguments = json.loads(line)
                pid = fork(lambda: play(folder, arguments))
                running[pid] = name
        while running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid in running:
                print(json.dumps([running.pop(pid), os.waitstatus_to_exitcode(status)]), flush=True)
    for pid in running:
        os.killpg(pid, signal.SIGKILL)


load()
serve()
