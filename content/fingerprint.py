"""What makes a version itself: a fingerprint that edits to what officers are told change.

It covers all of that and the entries of the sources it cites. It leaves out what may rightly change
later: when the version stops being in force, whether it was withdrawn, and when a source was last
looked at. The register of what was published keeps it, and so does the pin of each encounter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from content.guide import Guide
from content.statement import Source


def fingerprint(data: Mapping[str, Any], guide: Guide, sources: Mapping[str, Source]) -> str:
    """A fingerprint of a version as officers see it, in 16 hexadecimal digits."""
    words = {key: value for key, value in data.items() if key not in ("status", "effective")}
    start = guide.effective.from_.isoformat()
    cited = {name: _source(sources[name]) for name in guide.sources if name in sources}
    text = json.dumps([words, start, cited], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _source(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json", exclude={"checked"})
