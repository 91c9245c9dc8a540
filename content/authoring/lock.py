"""The register of what was published: a fingerprint of every published version.

A fingerprint covers all that officers are told and the entries of the sources it cites. It leaves
out what may rightly change later: when the version stops being in force, whether it was withdrawn,
and when a source was last looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from content.guide import Guide
from content.issue import ContentError, Issue
from content.statement import Source
from content.strict_yaml import read

LOCK = "published.lock.yaml"

_HEAD = """\
# Every published version and its fingerprint. Written by `python app.py publish`; never by hand.
"""


def fingerprint(data: Mapping[str, Any], guide: Guide, sources: Mapping[str, Source]) -> str:
    """A fingerprint of a version as officers see it, in 16 hexadecimal digits."""
    words = {key: value for key, value in data.items() if key not in ("status", "effective")}
    start = guide.effective.from_.isoformat()
    cited = {name: _source(sources[name]) for name in guide.sources if name in sources}
    text = json.dumps([words, start, cited], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude={"checked"})


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
