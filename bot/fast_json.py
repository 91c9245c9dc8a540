"""JSON as it is sent and stored, by a library that is ten times as quick as the standard one.

What that library refuses (half of a surrogate pair, a number beyond 64 bits) goes the slow way.
"""

from __future__ import annotations

import json
import re

import orjson

_SEPARATORS = (",", ":")
_WIDE = re.compile(r"[^\x00-\x7f]")


def sent(value: object) -> bytes:
    """Compact JSON in UTF-8. Raises TypeError or ValueError on what JSON cannot hold."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=_SEPARATORS, allow_nan=False).encode()


def stored(value: object) -> str:
    """Compact JSON in ASCII, so that any database takes any text. Raises as ``sent``."""
    text = sent(value).decode()
    return text if text.isascii() else _WIDE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
