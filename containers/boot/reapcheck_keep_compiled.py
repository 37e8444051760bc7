"""Keeps what a host has compiled of Ansible's modules: each comes as a zip of sources, which Python would compile anew every time.

That is a quarter of what a look at a job costs the host. Nothing else that runs there is touched, and what can't be kept is compiled as ever.
Kept below /run, where it goes with the next boot, for each user apart.
"""

import _imp
import marshal
import os
import sys
import zipimport

FOLDER = '/run/reapcheck/compiled'
# As Ansible names the zip of a module.
PAYLOAD = '_payload.zip' + os.sep
KEY = 0x72656170


def kept_folder():
    """Ours, and nobody else writes to it: what is in it is run."""
    folder = '%s/%d' % (FOLDER, os.geteuid())
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        os.mkdir(folder, 0o700)
        found = os.lstat(folder)
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(folder)
    return folder


def keeping(compile_source):
    """That function of `zipimport`, with what it once gave for the same source."""

    def compiled(path, source, *others):
        if PAYLOAD not in path:
            return compile_source(path, source, *others)
        try:
            name = '%s-%d-%s' % (sys.implementation.cache_tag, len(source), _imp.source_hash(KEY, source).hex())
            kept = os.path.join(kept_folder(), name)
        except (OSError, TypeError):
            return compile_source(path, source, *others)
        try:
            with open(kept, 'rb') as file:
                code = marshal.load(file)
            # The zip is unpacked somewhere else every time.
            _imp._fix_co_filename(code, path)
            return code
        except (OSError, EOFError, ValueError, TypeError):
            code = compile_source(path, source, *others)
        try:
            written = '%s.%d' % (kept, os.getpid())
            with open(written, 'wb') as file:
                marshal.dump(code, file)
            os.replace(written, kept)
        except (OSError, ValueError):
            pass
        return code

    return compiled


if hasattr(zipimport, '_compile_source') and hasattr(_imp, '_fix_co_filename'):
    zipimport._compile_source = keeping(zipimport._compile_source)
