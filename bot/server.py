"""Putting the bot together and serving it: settings, guidance, store, host, page."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from aiohttp import web

from bot import chat_page
from bot.access.people import Claimed, Directory, People
from bot.access.roles import RoleFiles, RolesError
from bot.activity import Core, Host
from bot.background import Background
from bot.channel import expiry
from bot.channel.outbound import Outbound, open_session
from bot.conversation.turn import Turns, utc_now
from bot.delivery import Delivery
from bot.edge import GATE, make_app
from bot.feedback.kept import Feedback
from bot.guidance import Guidance, empty_slots
from bot.health import Health
from bot.host.choice import host
from bot.jobs import Purge, jobs
from bot.observing import logs
from bot.observing.scrape import Standing
from bot.pace import Pace, Paced
from bot.reload import Watch
from bot.reminding import Reminding
from bot.settings import Settings, SettingsError
from bot.storage.claims import Claims
from bot.storage.database import Database
from bot.storage.retention import Retention
from bot.storage.rooms import Rooms
from bot.storage.store import DatabaseError, Store, open_database
from bot.training.courses import courses_of
from bot.training.room import RoomTurns
from bot.training.room_cards import RoomCards
from bot.training.rooms import Roomed
from content.issue import ContentError
from content.library import NotInForce
from content.link import LinkError
from content.loader import load

_log = logging.getLogger("bot")


class CannotStart(Exception):
    """The bot must not run like this. The message says every reason."""


def serve() -> int:
    """Run until interrupted. 0 after a clean stop, 1 if the bot could not start."""
    try:
        settings = Settings.load()
        logs.configure(settings.log_format, settings.log_level, settings.log_id_key)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(settings))
    except (
        SettingsError,
        CannotStart,
        ContentError,
        NotInForce,
        LinkError,
        DatabaseError,
        RolesError,
    ) as error:
        print(f"The bot cannot start:\n{error}", file=sys.stderr)
        return 1
    return 0


async def _run(settings: Settings) -> None:
    async with running(settings) as address:
        where = f"{address}/" if settings.chat_page else f"{address}/api/messages"
        print(f"Ready. {'Open the chat page at' if settings.chat_page else 'Listening at'} {where}")
        sys.stdout.flush()
        await _stopped()


async def _stopped() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """The whole bot, listening; gives its address. Raises CannotStart and what loading raises."""
    guidance = load_guidance(settings, utc_now().date())
    people = who(settings)
    database = await open_database(settings.database_url)
    store, feedback = Store(database), Feedback(database)
    session = open_session(proxied=bool(settings.app_id))
    try:
        outbound = Outbound.build(settings, session)
        turns = Turns(store, guidance, feedback=feedback, people=people)
        rooms = Roomed(turns, _rooms(database, outbound), people)
        delivery = Delivery(_host(settings, rooms, outbound), outbound)
        page = chat_page.routes(delivery) if settings.chat_page else []
        watch = _watch(settings, guidance, turns)
        app = make_app(
            settings,
            delivery,
            outbound,
            extra_routes=page,
            health=_health(settings, store, turns, watch),
            standing=Standing(lambda: _versions(turns), expiry.ends(settings)),
        )
        purge = Purge(Claims(database), Retention(database, settings.keep), feedback)
        reminding = Reminding(store, outbound, settings.quiet)
        every = jobs(turns, delivery, purge, reminding, rooms.cards)
        unasked = Background(every, utc_now).run()
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        async with _beside(watch.run(), app[GATE].prepare(), outbound.prepare(), unasked):
            await runner.setup()
            try:
                yield await _listen(runner, settings)
            finally:
                await runner.cleanup()
    finally:
        await session.close()
        await store.close()


@asynccontextmanager
async def _beside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Does what goes on beside the serving, until that ends."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _host(settings: Settings, core: Core, outbound: Outbound) -> Host:
    pace = Pace(settings.rate_per_person, settings.rate_per_tenant)
    return host(settings.host_sdk)(Paced(core, pace), outbound)


def _rooms(database: Database, outbound: Outbound) -> RoomTurns:
    rooms = Rooms(database)
    return RoomTurns(rooms, RoomCards(rooms, outbound, utc_now), utc_now)


def who(settings: Settings) -> People:
    """Who may ask, and in which roles. Raises RolesError."""
    if not settings.app_id:
        return Claimed()
    if not settings.tenants:
        _log.warning("ALLOWED_TENANTS is empty: people of any organisation may use this bot")
    if settings.roles_dir is None:
        return Directory(settings.tenants)
    return Directory(settings.tenants, RoleFiles(settings.roles_dir).of)


def _health(settings: Settings, store: Store, turns: Turns, watch: Watch) -> Health:
    async def database() -> str:
        return "" if await store.healthy() else "takes nothing down"

    async def guidance() -> str:
        try:
            turns.guidance.on(utc_now().date()).link()
        except (NotInForce, LinkError):
            return "none is in force today"
        return ""

    end = expiry.ends(settings)
    return Health(
        needed={"database": database, "guidance": guidance},
        noted={
            "content": lambda: watch.problem,
            "credential": lambda: expiry.trouble(end, utc_now().date()),
        },
    )


def _versions(turns: Turns) -> dict[str, str]:
    try:
        return turns.guidance.on(utc_now().date()).reading.release.versions()
    except (NotInForce, LinkError):
        return {}


def _watch(settings: Settings, guidance: Guidance, turns: Turns) -> Watch:
    def swap(fresh: Guidance) -> None:
        turns.guidance = fresh

    folder, force, live = settings.content_dir, settings.force, settings.live
    return Watch(folder, force, guidance, swap, lambda: utc_now().date(), live)


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        message = f"Port {settings.port} on {settings.host}: {error.strerror}."
        raise CannotStart(message) from error
    host, port = runner.addresses[0][:2]
    return f"http://{f'[{host}]' if ':' in str(host) else host}:{port}"


def load_guidance(settings: Settings, on: date) -> Guidance:
    """The guidance to serve. Raises CannotStart if live mode lacks what the force must fill in."""
    library = load(settings.content_dir)
    if settings.force and settings.force not in library.overlays:
        raise CannotStart(f"There is no overlay for the force '{settings.force}'.")
    courses = courses_of(library, settings.content_dir)
    guidance = Guidance(library, settings.force, courses=courses)
    today = guidance.on(on)
    today.link()
    missing = empty_slots(today.reading.release)
    if settings.live and missing:
        raise CannotStart("Live mode needs these filled in: " + ", ".join(missing))
    if missing:
        _log.warning("demo mode: local slots not filled in: %s", ", ".join(missing))
    return guidance
