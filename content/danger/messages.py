"""Messages of danger to life now, and messages that only sound like it, to fit a classifier to.

They stand in ``content/danger/messages``: the files whose names begin with ``now`` tell of danger,
those that begin with ``not-now`` do not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from content.issue import ContentError, Issue
from content.loader import FOLDER
from content.strict_yaml import read

FILES = "danger/messages"
KINDS = "danger/kinds.yaml"
NOW, NOT_NOW = "now", "not-now"

_NOT_TEXT = "Messages stand below a heading as text, one to a line."
_AS_TEXT = "Write `heading: |`, and each message on a line of its own, two spaces in."

Labelled = tuple[str, bool]


def messages(root: Path = FOLDER) -> Iterator[Labelled]:
    """Every message, and whether it tells of danger now. Raises ContentError."""
    for path in sorted((root / FILES).glob("*.yaml")):
        document = read(path, root)
        for heading, text in document.data.items():
            if not isinstance(text, str):
                at = document.line((heading,))
                raise ContentError([Issue(document.file, at, "not-text", _NOT_TEXT, _AS_TEXT)])
            for line in filter(None, map(str.strip, text.splitlines())):
                yield line, path.name.startswith(NOW)


def stamp(found: Sequence[Labelled], root: Path = FOLDER) -> str:
    """A digest of what the weights are for: the messages, and the words of a kind."""
    sets = [read(root / file, root).data for file in ("danger.yaml", KINDS)]
    text = json.dumps([found, sets[0]["sets"], sets[1]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
