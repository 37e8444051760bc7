"""What may be done to a job on a host that isn't ours: one thing only, and nothing in the configuration can make it another.

The launch sends Ansible's own command module, in Ansible's own wrapper, with a command that says no and ends. Nothing of
ours is sent, so nothing of ours can stay; the real job is not started.
"""
from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any

from .driver import place_of

#: Looks at the job file after the launch. Ansible's own interpreter start is most of what it waits for.
LOOKS = 40
PAUSE_SECONDS = 0.25


def refuse_harm(config: Mapping[str, Any]) -> None:
    """Raises where a run on an inventory's hosts is configured with anything that a disposable host alone may suffer."""
    order = config.get('inventory')
    if order is None:
        return
    harm = [name for name in ('arms', 'standIns', 'stubs', 'suggestStubs', 'disposableHosts') if config[name]]
    harm += ['speed'] if config['speed'] != 1 else []
    if harm:
        raise RuntimeError('a run on an inventory may not have: %s' % ', '.join(harm))
    for stand_in in order['standIns']:
        if set(stand_in) != {'token', 'job'}:
            raise RuntimeError('a stand-in on an inventory host has a token and a job, and nothing else')


def stand_in_for(config: Mapping[str, Any], context: Any, task: Any) -> dict[str, Any] | None:
    """The stand-in for this launch, or None. A task that is delegated acts on a host that nobody has named: it keeps its job."""
    place = place_of(context.task)
    for stand_in in (config.get('inventory') or {}).get('standIns', ()):
        job = stand_in['job']
        if (job['host'], job['item'], job['nth']) != (context.host.name, context.item, context.nth) or task.delegate_to:
            continue
        if place is not None and (job['place']['file'], job['place']['line']) == (place['file'], place['line']):
            return stand_in
    return None


def failing(token: str) -> dict[str, Any]:
    """In place of the job's own module and its arguments."""
    return {'module_name': 'ansible.builtin.command', 'module_args': {'argv': ['/bin/sh', '-c', 'exit 1', 'reapcheck-stand-in', token]}}


def read_back(execute: Callable[..., dict[str, Any]], launched: Mapping[str, Any], stand_in: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the job file, asked of Ansible's own async_status over its own connection, as a reap would ask."""
    path = str(launched.get('results_file', ''))
    for attempt in range(LOOKS):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        said = execute(
            module_name='ansible.builtin.async_status',
            module_args={'jid': launched['ansible_job_id'], 'mode': 'status', '_async_dir': os.path.dirname(path)},
        )
        command = said.get('cmd')
        ours = isinstance(command, list) and command[-1:] == [stand_in['token']]
        if ours and said.get('finished'):
            return {'finished': True, 'rc': int(said['rc']) if isinstance(said.get('rc'), int) else None}
    return {'finished': False, 'rc': None}
