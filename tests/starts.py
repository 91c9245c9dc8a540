"""Made-up start guides to put beside the real content."""

from __future__ import annotations

import shutil
from pathlib import Path

from content.checks.folder import survey
from content.fingerprint import fingerprint
from content.loader import FOLDER
from content.lock import read_lock, write_lock
from tests.content.folders import TODAY, put

HEADER = """guide: {guide}
version: "2026.1"
title: {title}
status: published
effective: {{from: 2026-04-27, until: null}}
review_by: 2027-06-01
change: {{level: major, note: First.}}
reviewer: Lead
start: {start}
sources: [msa-2015]
"""

DESK = """
steps:
  - id: desk-safe
    title: Safe at the desk
    say: Take them to a private room.
    ask: Is anyone with them?
    options: {alone: Alone, watched: Someone is with them}
    cite: ["msa-2015#s1"]
"""

CARDS = """
sections:
  - id: farm
    title: Farm
    steps:
      - {id: farm-look, title: Look for, say: Caravans behind a gate., cite: ["msa-2015#s1"]}
      - {id: farm-ask, title: Speak to, say: Each alone., more: With an interpreter.,
         cite: ["msa-2015#s1"]}
  - id: car-wash
    title: Hand car wash
    steps:
      - {id: wash-look, title: Look for, say: No gloves., cite: ["msa-2015#s1"]}
"""


def with_starts(folder: Path, **guides: tuple[str, str]) -> Path:
    """The real content with made-up start guides: ``name=(start header, body)``."""
    root = folder / "content"
    shutil.copytree(FOLDER, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for name, (start, body) in guides.items():
        text = HEADER.format(guide=name, title=name.capitalize(), start=start) + body
        put(root, f"guides/{name}/2026.1.yaml", text)
    folder_ = survey(root, TODAY)
    lock = read_lock(root)
    for name in guides:
        (edition,) = folder_.library.editions[name]
        data = folder_.document(edition).data
        lock[f"{name}/2026.1"] = fingerprint(data, edition.guide, folder_.library.sources)
    write_lock(root, lock)
    return root
