"""Slots that only a force can fill in, and the overlays that fill them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.checks.folder import FORCES, Folder
from content.header import Slot, Status
from content.issue import Issue, Level
from content.release import Edition

_FILL = "Write it under `local` in the force's file."


def check(folder: Folder) -> Iterator[Issue]:
    """Empty slots, slots nobody asked for, and slots that guides describe differently.

    An empty required slot is a warning, and a failure for the force that is to go live.
    """
    slots: dict[str, tuple[Slot, Edition]] = {}
    for edition in sorted(folder.editions, key=lambda e: e.guide.status is Status.DRAFT):
        until = edition.guide.effective.until
        if until is None or until > folder.on:
            yield from _declared(folder, edition, slots)
    declared = {name: slot for name, (slot, _) in slots.items()}
    for file, document in folder.library.documents.items():
        if Path(file).parts[0] == FORCES:
            yield from _overlay(folder, file, str(document.data.get("force", "")), declared)
    if folder.force and folder.force not in folder.library.overlays:
        message = f"The force '{folder.force}' has no file, so every slot is empty."
        yield Issue(f"{FORCES}/{folder.force}.yaml", 1, "empty-slot", message, "Write one.")


def _declared(
    folder: Folder, edition: Edition, slots: dict[str, tuple[Slot, Edition]]
) -> Iterator[Issue]:
    for name, slot in edition.guide.local.items():
        first, other = slots.setdefault(name, (slot, edition))
        if first != slot:
            message = f"The slot '{name}' is described differently in {other.file}."
            fix = "Describe it with the same words everywhere."
            yield folder.issue(edition, ("local", name), "slot-differs", message, fix)


def _overlay(folder: Folder, file: str, force: str, slots: dict[str, Slot]) -> Iterator[Issue]:
    if force not in folder.library.overlays:
        return  # It could not be loaded, and that has been said.
    overlay, line = folder.library.overlays[force][0], folder.library.documents[file].line
    if Path(file).stem != force:
        message = f"belongs in {FORCES}/{force}.yaml"
        yield Issue(file, line(("force",)), "misplaced", message)
    for name in overlay.local:
        if name not in slots and not folder.unread:
            message = f"No guide has a slot '{name}'."
            fix = "Take it out or correct its name."
            yield Issue(file, line(("local", name)), "unknown-slot", message, fix)
    for name, slot in slots.items():
        if name not in overlay.local:
            level = Level.FAIL if slot.required and force == folder.force else Level.WARN
            message = f"The slot '{name}' ({slot.label}) is empty."
            yield Issue(file, line(("local",)), "empty-slot", message, _FILL, level)
