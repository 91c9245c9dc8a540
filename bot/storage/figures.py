"""The store of figures of training."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.storage import figure_rows
from bot.storage.database import Database, persist
from dialogs.training.figures.found import Found

KEPT = timedelta(days=5 * 365)


class Figures:
    """Figures in the database. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tell(self) -> None:
        """Tell what can be told of what was answered since.

        It is worked out without holding anybody up; if somebody tells something meanwhile, the
        next to ask tells the rest.
        """
        ready = await self._database.read(figure_rows.ready())
        if ready.told:
            await persist(self._database.write, partial(figure_rows.tell, ready))

    async def found(self, tenant: str | None, trainer: str = "") -> Found:
        """Everything of one organisation, or with None of all, with one trainer's own sessions."""
        return await self._database.read(figure_rows.found(tenant, trainer))

    async def purge(self, now: datetime) -> None:
        """Tell what can be told before answers are deleted, and delete what is told long ago."""
        await self.tell()
        before = (now - KEPT).date().isoformat()[:7]
        await persist(self._database.write, partial(figure_rows.forget, before))
