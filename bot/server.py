"""Serving the bot until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot import environment, heap
from bot.access.roles import RolesError
from bot.assembly import CannotStart, assembled, load_guidance, who
from bot.channel.outbound import Outbound, open_session
from bot.conversation.turn import utc_now
from bot.not_http import Runner
from bot.observing import logs
from bot.settings import Settings, SettingsError
from bot.storage.database import DatabaseError
from bot.storage.opening import open_database
from content.issue import ContentError
from content.library import NotInForce
from content.link import LinkError


def serve() -> int:
    """Run until interrupted. 0 after a clean stop, 1 if the bot could not start."""
    try:
        settings = environment.load()
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
        heap.settle()
        await _stopped()


async def _stopped() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """The whole bot, listening; gives its address. Raises CannotStart and what loading raises."""
    with heap.filling():
        guidance = load_guidance(settings, utc_now().date())
    people = who(settings)
    database = await open_database(settings.database_url)
    session = open_session(proxied=bool(settings.app_id))
    try:
        bot = assembled(settings, guidance, people, database, Outbound.build(settings, session))
        runner = Runner(bot.app, access_log=None, handle_signals=False)
        async with _beside(*bot.beside()):
            await runner.setup()
            try:
                yield await _listen(runner, settings)
            finally:
                await runner.cleanup()
    finally:
        await session.close()
        await database.close()


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


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as error:
        message = f"Port {settings.port} on {settings.host}: {error.strerror}."
        raise CannotStart(message) from error
    host, port = runner.addresses[0][:2]
    return f"http://{f'[{host}]' if ':' in str(host) else host}:{port}"
