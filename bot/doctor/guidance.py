"""Whether there is approved guidance to serve, today and soon, and local contacts to go with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.doctor.finding import Finding, fail, ok, warn
from bot.guidance import empty_slots
from bot.settings import Settings
from content.check import check_folder
from content.issue import ContentError, Level
from content.library import Library, NotInForce
from content.link import LinkError
from content.loader import load
from content.starts import USUAL, starts

EXAMPLE = "example"
AHEAD = timedelta(days=30)
_CHECK = "Run python app.py check: it names each file, line and remedy."


def check(settings: Settings, today: date) -> Iterator[Finding]:
    """Everything about the content folder and the force's overlay."""
    try:
        library = load(settings.content_dir)
    except (ContentError, OSError) as error:
        yield fail("content", f"The guidance cannot be read: {_first(error)}", _CHECK)
        return
    failures = [i for i in check_folder(settings.content_dir, today) if i.level is Level.FAIL]
    if failures:
        said = f"{len(failures)} problems in the guidance, the first: {failures[0]}"
        yield fail("content", said, _CHECK)
    yield from _in_force(library, settings, today)
    yield from _overlay(library, settings, today)


def _in_force(library: Library, settings: Settings, today: date) -> Iterator[Finding]:
    force = settings.force if settings.force in library.overlays else ""
    for day in (today, today + AHEAD):
        try:
            _link(library, day, force)
        except (NotInForce, LinkError) as error:
            if day == today:
                yield fail("in-force", f"Nothing can be served today: {error}", _CHECK)
            else:
                todo = "Publish the next version before then: docs/content.md says how."
                yield warn("in-force", f"From {day} on there may be nothing: {error}", todo)
            return
    yield ok("in-force", f"The guidance is in force today and on {today + AHEAD}.")


def _link(library: Library, day: date, force: str) -> None:
    """Every start guide with all it runs. Raises NotInForce or LinkError."""
    for start in (USUAL, *(guide.guide for guide in starts(library, day))):
        library.release(start, day, force)


def _overlay(library: Library, settings: Settings, today: date) -> Iterator[Finding]:
    found = fail if settings.live else warn
    if not settings.force:
        yield found(
            "overlay",
            "FORCE is not set: contacts and forms show as their labels in square brackets.",
            "Fill in content/forces/example.yaml as a file of your own and set FORCE to its name.",
        )
    elif settings.force == EXAMPLE and settings.app_id:
        said = "FORCE is 'example', whose contacts are made up: officers would ring nobody."
        yield fail("overlay", said, "Write a file of your own after it and set FORCE to its name.")
    elif settings.force not in library.overlays:
        known = ", ".join(sorted(library.overlays)) or "none"
        said = f"There is no overlay for the force '{settings.force}'; there are: {known}."
        yield fail("overlay", said, "Set FORCE to the name of a file in content/forces.")
    else:
        yield _slots(library, settings, today)


def _slots(library: Library, settings: Settings, today: date) -> Finding:
    try:
        missing = empty_slots(library.reference(today, settings.force))
    except (NotInForce, LinkError) as error:
        return fail("overlay", f"The overlay does not fit the guidance: {error}", _CHECK)
    if not missing:
        return ok("overlay", f"The overlay of '{settings.force}' fills in everything.")
    found = fail if settings.live else warn
    said = f"The overlay of '{settings.force}' leaves empty: {', '.join(missing)}."
    return found("overlay", said, "Fill them in; in live mode the bot does not start without.")


def _first(error: Exception) -> str:
    issues = error.issues if isinstance(error, ContentError) else ()
    return str(issues[0]) if issues else str(error)
