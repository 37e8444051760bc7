"""The secrets that a run comes to know, and what is left of an answer without them.

Known are: whatever Ansible decrypts; what a task under no_log is given and answers; arguments that a module has marked itself;
whatever has a name that Ansible takes for a password's; the passwords of connections and of become; what was given by `-e`. All processes of the run know
them, since one may decrypt what the answer of another repeats. They are in memory only.
"""
from __future__ import annotations

import base64
import functools
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from .driver import MASKED, mask_secrets

#: Ansible's own word for what it takes out of a text.
MASK = '********'

#: What Ansible puts in the place of an argument that its module has marked.
MARKED = ('VALUE_SPECIFIED_IN_NO_LOG_PARAMETER', MASKED)

#: Of a shorter secret only the whole value is taken out: it may be a part of any word.
SHORTEST_PART = 3

#: Under no_log and in `-e` everything may be secret, but what is shorter than this is a part of any answer.
SHORTEST_UNMARKED = 8

#: A name and password in a URL.
_IN_URL = re.compile(r'(?<=://)([^/\s:@]*):[^/\s@]+@')


class KnownSecrets:
    def __init__(self) -> None:
        # Names as Ansible's own modules judge those of arguments.
        from ansible.module_utils.basic import PASSWORD_MATCH
        self.is_password = PASSWORD_MATCH.search
        # One file without a name, which forked workers share, offset and all: each write goes to its end.
        self._memory = os.memfd_create('secrets') if hasattr(os, 'memfd_create') else os.dup(tempfile.TemporaryFile().fileno())
        self._known: set[str] = set()

    def watch_vault(self) -> None:
        """From here on whatever is decrypted is known: single values, and all values of a file."""
        from ansible.parsing.vault import VaultLib
        original = VaultLib.decrypt_and_get_vault_id

        @functools.wraps(original)
        def decrypt_and_get_vault_id(vault: Any, *args: Any, **kwargs: Any) -> Any:
            found = original(vault, *args, **kwargs)
            plain = bytes(found[0]).decode('utf-8', 'surrogateescape')
            values = _values_of_yaml(plain)
            for text in values:
                self.add(text)
            # Of a file with values a line is no secret: it has a name before it.
            self.add(plain, lines=not values)
            return found

        VaultLib.decrypt_and_get_vault_id = decrypt_and_get_vault_id

    def watch_registry(self) -> bool:
        """From 2.22 on Ansible has a list of its own, where modules' marked arguments come in as well; what is on it is known. False where there is none."""
        try:
            from ansible.module_utils._internal._secrets import _secret_masker
        except ImportError:
            return False
        owner = type(_secret_masker)
        one, many = owner.register_secret_text, owner.register_secret_texts

        @functools.wraps(one)
        def register_secret_text(masker: Any, value: Any) -> Any:
            self.add(str(value), lines=False)
            return one(masker, value)

        @functools.wraps(many)
        def register_secret_texts(masker: Any, values: Any) -> Any:
            texts = list(values)
            for text in texts:
                self.add(str(text), lines=False)
            return many(masker, texts)

        owner.register_secret_text, owner.register_secret_texts = register_secret_text, register_secret_texts
        return True

    def add(self, text: str, shortest: int = 1, lines: bool = True) -> None:
        """Also each line of it: modules split what they print into lines."""
        for one in {text, text.strip(), *(line.strip() for line in text.splitlines() if lines)}:
            if len(one) >= shortest and one not in self._known and one not in (MASK, *MARKED):
                self._known.add(one)
                os.write(self._memory, json.dumps(one).encode('ascii') + b'\n')

    def add_leaves(self, value: Any, shortest: int = 1) -> None:
        for _, text in leaves(value):
            self.add(text, shortest)

    def add_named(self, value: Any, depth: int = 5) -> None:
        """What stands under the name of a password. Templates are left: what they give comes from elsewhere."""
        if isinstance(value, list) and depth > 0:
            for one in value:
                self.add_named(one, depth - 1)
        elif isinstance(value, dict) and depth > 0:
            for name, one in value.items():
                if not self.is_password(str(name)):
                    self.add_named(one, depth - 1)
                    continue
                for _, text in leaves(one):
                    if '{{' not in text:
                        self.add(text)

    def add_marked(self, given: Any, told: Any) -> None:
        """Arguments that the module itself has marked, by what it says that it was called with."""
        marks = {path for path, text in leaves(told) if any(mark in text for mark in MARKED)}
        for path, text in leaves(given):
            if path in marks:
                self.add(text)

    def all(self) -> frozenset[str]:
        size = os.fstat(self._memory).st_size
        return frozenset(json.loads(line) for line in os.pread(self._memory, size, 0).splitlines())


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from leaves(one, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, str(number)))
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield path, str(value)


class Cleaned:
    """A copy of a value in JSON's own types, without secrets; `taken_out` says where something was."""

    def __init__(self, value: Any, known: KnownSecrets) -> None:
        self._is_password = known.is_password
        self._whole = known.all()
        spelt = {spelling for one in self._whole if len(one) >= SHORTEST_PART for spelling in _spellings(one)}
        # The longest first, as one may be a part of another.
        self._parts = sorted(spelt, key=len, reverse=True)
        self.taken_out: list[str] = []
        self.value = self._copy(value, '', False)

    def text(self, text: str) -> str:
        if text in self._whole:
            return MASK
        for part in self._parts:
            text = text.replace(part, MASK)
        return str(mask_secrets(_IN_URL.sub(r'\1:%s@' % MASK, text)))

    def _copy(self, value: Any, path: str, secret: bool) -> Any:
        if isinstance(value, Mapping):
            found = {}
            for key, one in value.items():
                found[self.text(str(key))] = self._copy(one, self._below(path, key), secret or bool(self._is_password(str(key))))
            return found
        if isinstance(value, (list, tuple, set)):
            return [self._copy(one, self._below(path, number), secret) for number, one in enumerate(value)]
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)) and not secret and str(value) not in self._whole:
            return value if abs(value) < float('inf') else str(value)
        # Of another type is what nobody has decrypted.
        plain = str(value) if isinstance(value, str) else None
        clean = MASK if plain is None or (secret and plain) else self.text(plain)
        if clean != plain or any(mark in clean for mark in (MASK, *MARKED)):
            self.taken_out.append(path)
        return clean

    def _below(self, path: str, key: Any) -> str:
        name = self.text(str(key))
        return '%s.%s' % (path, name) if path else name


def _values_of_yaml(text: str) -> list[str]:
    """All values of a vaulted file of variables, whatever their tags; none where it is no such file."""
    import yaml
    try:
        nodes = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except yaml.YAMLError:
        return []
    found: list[str] = []

    def collect(node: Any) -> None:
        if isinstance(node, yaml.MappingNode):
            for _, one in node.value:
                collect(one)
        elif isinstance(node, yaml.SequenceNode):
            for one in node.value:
                collect(one)
        elif node.tag not in ('tag:yaml.org,2002:bool', 'tag:yaml.org,2002:null'):
            found.append(str(node.value))

    for node in nodes:
        if not isinstance(node, yaml.ScalarNode):
            collect(node)
    return found


def _spellings(secret: str) -> set[str]:
    """As it stands, in JSON, in a URL, and in Base64 wherever it begins there."""
    found = {secret, *(json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))}
    found.update(one(secret, safe='', errors='replace') for one in (quote, quote_plus))
    raw = secret.encode('utf-8', 'surrogateescape')
    for before in range(3):
        coded = base64.b64encode(b'\0' * before + raw).decode('ascii')
        # Without the characters that hold bits of its neighbours.
        inner = coded[-(-before * 8 // 6):(before + len(raw)) * 8 // 6]
        if len(inner) >= SHORTEST_UNMARKED:
            found.add(inner)
    return {one for one in found if len(one) >= SHORTEST_PART}
