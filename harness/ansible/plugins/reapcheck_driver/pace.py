"""A clock that runs faster wherever Ansible itself waits, so that `retries: 60, delay: 30` takes seconds. Numbers and messages stay as written."""
import datetime
import importlib
import time

#: Actions that wait on the controller against a deadline of their own.
WAITING_ACTIONS = ('reboot', 'wait_for_connection')


class _Time:
    """Waits, and what is done between them, take a part of their time.

    A look at a job takes as long as ever, which at this speed would be minutes of the play: sixty of them would stretch the
    window of a reap until it fits any job. So each wait is shortened by what the look before it took too long; what a short
    wait can't make up for, the next ones do.
    """

    def __init__(self, speed):
        self._speed = speed
        self._woke = None
        #: When the last wait should have ended.
        self._due = None

    def __getattr__(self, name):
        return getattr(time, name)

    def sleep(self, seconds):
        now = time.monotonic()
        if self._due is None:
            self._woke = self._due = now
        self._due += (now - self._woke + seconds) / self._speed
        time.sleep(max(0, self._due - now))
        self._woke = time.monotonic()


def _fast_datetime(speed):
    began = time.time()

    class FastDatetime(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.fromtimestamp(began + (time.time() - began) * speed, tz)

        @classmethod
        def utcnow(cls):
            return cls.now(datetime.timezone.utc).replace(tzinfo=None)

    return FastDatetime


def install(speed):
    """Raises where a module no longer waits by the names that are replaced here."""
    from ansible.executor import task_executor
    _replace(task_executor, 'time', _Time(speed))
    for name in WAITING_ACTIONS:
        action = importlib.import_module('ansible.plugins.action.' + name)
        _replace(action, 'time', _Time(speed))
        _replace(action, 'datetime', _fast_datetime(speed))


def _replace(module, name, stand_in):
    if not hasattr(module, name):
        raise RuntimeError('%s has no %s: its waits are made in another way' % (module.__name__, name))
    setattr(module, name, stand_in)
