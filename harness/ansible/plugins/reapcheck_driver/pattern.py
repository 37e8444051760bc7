"""Patterns of names, as the command line and stub files take them."""
from __future__ import annotations

import re


def fits(pattern: str | None, text: str) -> bool:
    """Whether a pattern fits: `*` stands for any text. As fitsPattern in harness/model/pattern.ts."""
    return pattern is None or re.match('.*'.join(re.escape(part) for part in pattern.split('*')) + r'\Z', text, re.S) is not None
