"""Says, as one line of JSON, what the ansible-core of this interpreter is and can. Run by the controller's own python."""
import importlib.util
import json
import sys

import ansible.release

spec = importlib.util.find_spec('ansible.modules.async_wrapper')
source = open(spec.origin, encoding='utf-8').read() if spec and spec.origin else ''

json.dump({
    'python': sys.executable,
    'coreVersion': ansible.release.__version__,
    # The rewritten watcher shortens its last steps, and was backported to patch releases: ask the source, not the version.
    'watcher': 'new' if 'step >= remaining' in source else 'old',
}, sys.stdout)
