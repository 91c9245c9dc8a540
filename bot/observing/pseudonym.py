"""Ids in log lines: a keyed hash, so that lines about one thing can be found and none leads back.

Without a key of its own a process makes one up, and its lines cannot be compared with another's.
"""

from __future__ import annotations

import hashlib
import secrets

LENGTH = 12  # hexadecimal digits: no two alike among some millions

_key = [secrets.token_bytes(32)]


def use(key: str) -> None:
    """Hash with this key from now on; an empty one leaves the process its own."""
    if key:
        _key[0] = hashlib.sha256(key.encode()).digest()


def pseudonym(value: str) -> str:
    """What an id is called in the log; "" for none."""
    return hashlib.blake2b(value.encode(), key=_key[0]).hexdigest()[:LENGTH] if value else ""
