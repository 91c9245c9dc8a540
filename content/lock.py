"""The register of what was published: a fingerprint of every published version."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from content.issue import ContentError, Issue
from content.strict_yaml import read

LOCK = "published.lock.yaml"

_HEAD = """\
# Every published version and its fingerprint. Written by `python app.py publish`; never by hand.
"""


def read_lock(root: Path) -> dict[str, str]:
    """Fingerprints by "guide/version"; empty if nothing was published. Raises ContentError."""
    if not (root / LOCK).exists():
        return {}
    document = read(root / LOCK, root)
    try:
        return TypeAdapter(dict[str, str]).validate_python(document.data, strict=True)
    except ValidationError as error:
        message = "It is not a list of versions and fingerprints."
        fix = "Bring back the last good copy."
        raise ContentError([Issue(LOCK, 1, "lock", message, fix)]) from error


def write_lock(root: Path, lock: Mapping[str, str]) -> None:
    """Replace the register, all at once."""
    lines = (f'{name}: "{print_}"\n' for name, print_ in sorted(lock.items()))
    replace(root / LOCK, _HEAD + "".join(lines))


def replace(path: Path, text: str) -> None:
    """Write a file so that nobody ever reads half of it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
