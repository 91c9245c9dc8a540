"""Putting the bot together: guidance, people, store, host, page, and what runs beside the turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from aiohttp import web

from bot import chat_page, heap
from bot.access.people import Claimed, Directory, People
from bot.access.roles import RoleFiles
from bot.activity import Core, Host
from bot.background import Background
from bot.channel import expiry
from bot.channel.outbound import Outbound
from bot.conversation.turn import Turns, utc_now
from bot.delivery import Delivery
from bot.edge import GATE, make_app
from bot.feedback.kept import Feedback
from bot.guidance import Guidance, empty_slots
from bot.health import Health
from bot.host.chosen import host
from bot.jobs import Purge, jobs
from bot.observing.scrape import Standing
from bot.pace import Pace, Paced
from bot.reload import Watch
from bot.reminding import Reminding
from bot.settings import Settings
from bot.storage.checks import Checks
from bot.storage.claims import Claims
from bot.storage.database import Database
from bot.storage.retention import Retention
from bot.storage.rooms import Rooms
from bot.storage.store import Store
from bot.training.courses import courses_of
from bot.training.room import RoomTurns
from bot.training.room_cards import RoomCards
from bot.training.rooms import Roomed
from bot.training.spaced import Checking
from content.library import NotInForce
from content.link import LinkError
from content.loader import load
from content.release import Release
from content.retrieval.understanding import load as load_understanding

Work: TypeAlias = Coroutine[Any, Any, None]

_log = logging.getLogger("bot")


class CannotStart(Exception):
    """The bot must not run like this. The message says every reason."""


def load_guidance(settings: Settings, on: date) -> Guidance:
    """The guidance to serve. Raises CannotStart if live mode lacks what the force must fill in."""
    library = load(settings.content_dir)
    if settings.force and settings.force not in library.overlays:
        raise CannotStart(f"There is no overlay for the force '{settings.force}'.")
    courses = courses_of(library, settings.content_dir)
    understanding = load_understanding(settings.content_dir)
    guidance = Guidance(library, understanding, settings.force, courses=courses)
    today = guidance.on(on)
    today.link()
    missing = empty_slots(today.reading.release)
    if settings.live and missing:
        raise CannotStart("Live mode needs these filled in: " + ", ".join(missing))
    if missing:
        _log.warning("demo mode: local slots not filled in: %s", ", ".join(missing))
    return guidance


def who(settings: Settings) -> People:
    """Who may ask, and in which roles. Raises RolesError."""
    if not settings.app_id:
        return Claimed()
    if not settings.tenants:
        _log.warning("ALLOWED_TENANTS is empty: people of any organisation may use this bot")
    if settings.roles_dir is None:
        return Directory(settings.tenants)
    return Directory(settings.tenants, RoleFiles(settings.roles_dir).of)


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot put together.

    Attributes:
        app: its web application, not listening yet.
        beside: starts everything that goes on beside the serving; each ends when it is cancelled.
    """

    app: web.Application
    beside: Callable[[], list[Work]]


def assembled(
    settings: Settings, guidance: Guidance, people: People, database: Database, outbound: Outbound
) -> Bot:
    """The bot on these parts. Nothing is asked of them yet."""
    store, feedback = Store(database), Feedback(database)
    turns = Turns(store, guidance, feedback=feedback, people=people)
    rooms = Roomed(turns, _rooms(database, outbound), people)
    delivery = Delivery(_host(settings, rooms, outbound), outbound)
    watch = _watch(settings, guidance, turns)
    app = make_app(
        settings,
        delivery,
        outbound,
        extra_routes=chat_page.routes(delivery) if settings.chat_page else [],
        health=_health(settings, store, turns, watch),
        standing=_standing(settings, turns),
    )
    purge = Purge(Claims(database), Retention(database, settings.keep), feedback, store.figures)
    reminding = Reminding(store, outbound, settings.quiet)
    checking = Checking(store, Checks(database), outbound, settings.quiet)
    every = jobs(turns, delivery, purge, reminding, checking, rooms.cards)
    unasked = Background(every, utc_now)

    def beside() -> list[Work]:
        gate = app[GATE].prepare()
        return [watch.run(), gate, outbound.prepare(), unasked.run(), _warm(turns)]

    return Bot(app, beside)


async def _warm(turns: Turns) -> None:
    """Get ready for questions, which the start does not wait for."""
    await asyncio.to_thread(turns.guidance.on(utc_now().date()).warm)
    heap.resettle()


def _host(settings: Settings, core: Core, outbound: Outbound) -> Host:
    pace = Pace(settings.rate_per_person, settings.rate_per_tenant)
    return host(settings.host_sdk)(Paced(core, pace), outbound)


def _rooms(database: Database, outbound: Outbound) -> RoomTurns:
    rooms = Rooms(database)
    return RoomTurns(rooms, RoomCards(rooms, outbound, utc_now), utc_now)


def _health(settings: Settings, store: Store, turns: Turns, watch: Watch) -> Health:
    async def database() -> str:
        return "" if await store.healthy() else "takes nothing down"

    async def guidance() -> str:
        try:
            turns.guidance.on(utc_now().date()).link()
        except (NotInForce, LinkError):
            return "none is in force today"
        return ""

    return Health(
        needed={"database": database, "guidance": guidance},
        noted={
            "content": lambda: watch.problem,
            "credential": lambda: expiry.trouble(expiry.ends(settings), utc_now().date()),
        },
    )


def _standing(settings: Settings, turns: Turns) -> Standing:
    def review() -> date | None:
        release = _release(turns)
        guides = [edition.guide for edition in release.editions.values()] if release else []
        return min((guide.review_by for guide in guides), default=None)

    def versions() -> dict[str, str]:
        release = _release(turns)
        return release.versions() if release else {}

    return Standing(versions, partial(expiry.ends, settings), review)


def _release(turns: Turns) -> Release | None:
    try:
        return turns.guidance.on(utc_now().date()).reading.release
    except (NotInForce, LinkError):
        return None


def _watch(settings: Settings, guidance: Guidance, turns: Turns) -> Watch:
    def swap(fresh: Guidance) -> None:
        turns.guidance = fresh
        heap.resettle()

    folder, force, live = settings.content_dir, settings.force, settings.live
    return Watch(folder, force, guidance, swap, lambda: utc_now().date(), live)
