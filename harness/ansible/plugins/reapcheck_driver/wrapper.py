"""Makes our async_wrapper: the installed one with a prelude before its main. Generated for each run, never shipped."""
from __future__ import annotations

import base64
import importlib.util
import os

MARK = "if __name__ == '__main__':"
#: What the prelude changes, or looks at. Without any one of them it would not strike, or strike wrongly.
NEEDS = ('def main(', 'def _run_module(', 'def jwrite(', 'subprocess.Popen(', 'global job_path', 'job_path = os.path.join(',
         'import shutil', 'import time', 'tjob.close()')


def generate(directory: str, plugins: str, speed: float) -> str:
    """Writes async_wrapper.py into the directory and returns the directory. Raises on a layout that it doesn't know."""
    spec = importlib.util.find_spec('ansible.modules.async_wrapper')
    origin = spec.origin if spec else None
    if origin is None:
        raise RuntimeError('this ansible-core has no async_wrapper')
    source = _read(origin)
    missing = [need for need in NEEDS if need not in source]
    if missing or source.count(MARK) != 1 or source.count('subprocess.Popen(') != 1:
        raise RuntimeError('unknown layout of %s: expected %s' % (origin, ', '.join(missing) or 'one main, one Popen'))
    stand_in = base64.b64encode(_read(os.path.join(plugins, 'stand_in.py')).encode('utf-8')).decode('ascii')
    prelude = _read(os.path.join(plugins, 'prelude.py')).replace('@STAND_IN@', stand_in).replace('@SPEED@', '%g' % speed)
    os.makedirs(directory, mode=0o700, exist_ok=True)
    with open(os.path.join(directory, 'async_wrapper.py'), 'w', encoding='utf-8') as file:
        file.write(source.replace(MARK, prelude + '\n\n' + MARK))
    return directory


def _read(path: str) -> str:
    with open(path, encoding='utf-8') as file:
        return file.read()
