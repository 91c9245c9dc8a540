"""The whole bot around a core, the chat page included, with nothing set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.activity import Core
from bot.channel.outbound import Outbound, open_session
from bot.chat_page import routes
from bot.delivery import Delivery
from bot.edge import make_app
from bot.host.botbuilder import BotBuilderHost
from bot.page_files import PAGE_DIR
from bot.settings import Settings


@asynccontextmanager
async def page_app(core: Core, page_dir: Path = PAGE_DIR) -> AsyncIterator[web.Application]:
    """The application, not yet served."""
    settings = Settings()
    async with open_session() as session:
        outbound = Outbound.build(settings, session)
        delivery = Delivery(BotBuilderHost(core, outbound), outbound)
        page = routes(delivery, page_dir=page_dir)
        yield make_app(settings, delivery, outbound, extra_routes=page)


@asynccontextmanager
async def serving(core: Core, port: int = 0) -> AsyncIterator[str]:
    """The address of a bot that listens on this machine, on a free port unless told which."""
    async with page_app(core) as app:
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
