"""The check of a content folder in a process of its own.

It takes seconds of processor time and much memory for a moment. Officers' turns wait for neither,
and the memory goes back when the process ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from datetime import date
from pathlib import Path

from content.issue import Issue, Level

FRONT_DOOR = Path(__file__).parent.parent / "app.py"
PATIENCE = 300.0  # seconds
KINDNESS = 5  # how far officers' turns go before it: it gets a third of what they do


class Unchecked(Exception):
    """The check came to no end, which says nothing about the content. It may be tried again."""


async def check_apart(folder: Path, on: date, force: str = "") -> list[Issue]:
    """Every problem of a content folder, as ``bot.content_check.check``. Raises Unchecked."""
    options = ("--json", "--content", str(folder), "--as-at", on.isoformat(), "--force", force)
    try:
        async with asyncio.timeout(PATIENCE):
            said = await _run(str(FRONT_DOOR), "check", *options)
        return [Issue(**{**row, "level": Level(row["level"])}) for row in json.loads(said)]
    except (OSError, TimeoutError, ValueError, TypeError, KeyError) as error:
        raise Unchecked(f"the check broke off: {type(error).__name__}") from error


async def _run(*words: str) -> bytes:
    """What a Python program says, run as one that others go before."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=quiet, stdout=asyncio.subprocess.PIPE, stderr=quiet
    )
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, KINDNESS)
        said, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return said
