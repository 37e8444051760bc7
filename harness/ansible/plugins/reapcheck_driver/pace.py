"""A clock that runs faster wherever Ansible itself waits, so that `retries: 60, delay: 30` takes seconds. Numbers and messages stay as written."""
from __future__ import annotations

import datetime
import importlib
import time
from typing import Any

#: Actions that wait on the controller against a deadline of their own.
WAITING_ACTIONS = ('reboot', 'wait_for_connection')


class _Time:
    """Waits, and what is done between them, take a part of their time.

    A look at a job takes as long as ever, which at this speed would be minutes of the play: sixty of them would stretch the
    window of a reap until it fits any job. So each wait is shortened by what the look before it took too long; what a short
    wait can't make up for, the next ones do.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        #: When the last wait ended, and when it should have.
        self._woke: float | None = None
        self._due: float | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        now = time.monotonic()
        if self._due is None or self._woke is None:
            self._woke = self._due = now
        self._due += (now - self._woke + seconds) / self._speed
        time.sleep(max(0, self._due - now))
        self._woke = time.monotonic()


def _fast_datetime(speed: float) -> type[datetime.datetime]:
    began = time.time()

    class FastDatetime(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return datetime.datetime.fromtimestamp(began + (time.time() - began) * speed, tz)

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(datetime.timezone.utc).replace(tzinfo=None)

    return FastDatetime


def install(speed: float) -> None:
    """Raises where a module no longer waits by the names that are replaced here."""
    from ansible.executor import task_executor
    _replace(task_executor, 'time', _Time(speed))
    for name in WAITING_ACTIONS:
        action = importlib.import_module('ansible.plugins.action.' + name)
        _replace(action, 'time', _Time(speed))
        _replace(action, 'datetime', _fast_datetime(speed))


def _replace(module: Any, name: str, stand_in: Any) -> None:
    if not hasattr(module, name):
        raise RuntimeError('%s has no %s: its waits are made in another way' % (module.__name__, name))
    setattr(module, name, stand_in)
