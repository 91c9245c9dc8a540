"""What a bot has written to its database, read behind its back."""

from __future__ import annotations

from bot.storage.store import open_store
from dialogs.encounter import Encounter
from dialogs.event import Kind


async def logged(database: str, owner: str) -> Encounter:
    """The officer's only encounter, its log checked for holes."""
    store = await open_store(database)
    try:
        (row,) = await store.recent(owner, 2)
        encounter = await store.encounter(row.id)
    finally:
        await store.close()
    assert encounter is not None
    assert encounter.revision == len(encounter.log)
    return encounter


async def added(database: str, owner: str) -> int:
    """How many people were ever added, by the officer's log."""
    log = (await logged(database, owner)).log
    return sum(event.kind is Kind.PERSON_ADDED for event in log)
