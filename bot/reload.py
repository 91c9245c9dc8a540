"""New guidance in a running bot: taken only whole and checked, or not at all.

The folder is looked at now and then. If it has changed it is checked in a process of its own and
loaded beside the guidance being served; only if nothing fails does it take over. Open encounters
stay on the versions they are pinned to. What questions are understood by is taken up the same way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.check_apart import Unchecked, check_apart
from bot.guidance import Guidance
from bot.observing import metrics
from bot.training.courses import courses_of
from content.issue import ContentError, Issue, Level
from content.library import NotInForce
from content.link import LinkError
from content.loader import load
from content.retrieval.understanding import Understanding, belongs
from content.retrieval.understanding import load as load_understanding

EVERY = 5.0  # seconds between looks
OVERDUE = "review-passed"  # of what is served already too: it must not keep a correction out
READ = (".yaml", ".tsv")  # how the names of files end that are looked at

_log = logging.getLogger(__name__)

Fingerprint = frozenset[tuple[str, int, int]]


@dataclass
class Watch:
    """Watches a content folder and swaps the guidance when a better one has arrived.

    Attributes:
        folder, force: what is served.
        live: whether every slot that the force must fill in has to be filled.
        swap: called with the new guidance.
        today: the day to check it for.
        problem: why the newest content is not served, or "".
    """

    folder: Path
    force: str
    guidance: Guidance
    swap: Callable[[Guidance], None]
    today: Callable[[], date]
    live: bool = False
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    problem: str = ""
    _seen: Fingerprint = field(init=False)
    _taken: Fingerprint = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._taken = fingerprint(self.folder)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.wait(EVERY)
            await self.look()

    async def look(self) -> bool:
        """Look once. Whether new guidance is now being served."""
        now = await asyncio.to_thread(fingerprint, self.folder)
        if now == self._seen:
            return False
        self._seen = now
        try:
            await self._check()
            fresh = await asyncio.to_thread(self._loaded, now)
        except Unchecked as error:
            self._seen = frozenset()  # so that the next look tries again
            self._refuse(error)
            return False
        except (ContentError, NotInForce, LinkError, OSError) as error:
            self._refuse(error)
            return False
        self.problem = ""
        self._taken = now
        self.guidance = fresh
        self.swap(fresh)
        metrics.RELOADS.labels("taken").inc()
        _log.info("new guidance is being served")
        return True

    async def _check(self) -> None:
        """Raises ContentError if the folder may not be served, and Unchecked."""
        found = await check_apart(self.folder, self.today(), self.force if self.live else "")
        wrong = (issue for issue in found if issue.level is Level.FAIL)
        failures = [issue for issue in wrong if issue.rule != OVERDUE]
        if failures:
            raise ContentError(failures)

    def _loaded(self, now: Fingerprint) -> Guidance:
        library = load(self.folder)
        if self.force and self.force not in library.overlays:
            message = f"The force '{self.force}' has no file any more."
            raise ContentError([Issue(f"forces/{self.force}.yaml", 1, "empty-slot", message)])
        courses = courses_of(library, self.folder)
        by = self._understanding(now)
        fresh = Guidance(library, by, self.force, self.guidance.kept, courses)
        day = fresh.on(self.today())
        day.link()
        day.warm()
        if fingerprint(self.folder) != now:
            raise Unchecked("the folder changed while it was being loaded")
        return fresh

    def _understanding(self, now: Fingerprint) -> Understanding:
        """That of the folder; the same as before if none of its files has changed."""
        changed = (Path(name).relative_to(self.folder) for name, *_ in now ^ self._taken)
        if any(map(belongs, changed)):
            return load_understanding(self.folder)
        return self.guidance.understanding

    def _refuse(self, error: Exception) -> None:
        issues = error.issues if isinstance(error, ContentError) else ()
        self.problem = f"new content refused: {_first(issues, error)}"
        metrics.RELOADS.labels("refused").inc()
        _log.error("%s; the guidance before it is still being served", self.problem)


def fingerprint(folder: Path) -> Fingerprint:
    """What the folder's files look like from outside: name, size and time of change."""
    found = (path for path in folder.rglob("*") if path.suffix in READ and path.is_file())
    stats = ((str(path), path.stat()) for path in found)
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def _first(issues: tuple[Issue, ...], error: Exception) -> str:
    if not issues:
        return str(error)
    more = f" and {len(issues) - 1} more" if len(issues) > 1 else ""
    return f"{issues[0]}{more}"
