"""Echo bots to compare with: ``python -m benchmarks.echoes lean|agents|stock`` says its port.

``lean`` is the bot's own edge and host with nothing behind them. ``stock`` and ``agents-stock`` are
what the two SDKs bring, as their samples use it; they need packages that the bot does not.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.activity import JsonObject, Outcome, reply_to, text_of
from bot.channel.outbound import Outbound, open_session
from bot.delivery import Delivery
from bot.edge import make_app
from bot.host import chosen
from bot.settings import Settings


class Echo:
    """A core that says what it hears."""

    async def handle(self, activity: JsonObject) -> Outcome:
        """One reply and no more."""
        return Outcome((reply_to(activity, text=f"echo {text_of(activity, 'text')}"),))


async def own(sdk: str) -> web.Application:
    """The echo on one of the bot's own hosts."""
    settings = Settings(host_sdk=sdk)
    outbound = Outbound.build(settings, open_session())
    return make_app(settings, Delivery(chosen.host(sdk)(Echo(), outbound), outbound), outbound)


async def stock() -> web.Application:
    """The echo as a sample of the Bot Framework SDK has it."""
    core = importlib.import_module("botbuilder.core")
    hosting = importlib.import_module("botbuilder.integration.aiohttp")

    class Bot(core.ActivityHandler):  # type: ignore[name-defined,misc]
        async def on_message_activity(self, turn_context: Any) -> None:
            await turn_context.send_activity(f"echo {turn_context.activity.text}")

    adapter = hosting.CloudAdapter(hosting.ConfigurationBotFrameworkAuthentication(object()))
    return _served(lambda request: adapter.process(request, Bot()))


async def agents_stock() -> web.Application:
    """The echo as a sample of the Agents SDK has it."""
    core = importlib.import_module("microsoft_agents.hosting.core")
    hosting = importlib.import_module("microsoft_agents.hosting.aiohttp")

    class Bot(core.ActivityHandler):  # type: ignore[name-defined,misc]
        async def on_message_activity(self, turn_context: Any) -> None:
            await turn_context.send_activity(f"echo {turn_context.activity.text}")

    class Connections:
        """No token for anyone."""

        def __getattr__(self, name: str) -> Callable[..., Any]:
            return lambda *_args, **_more: core.AnonymousTokenProvider()

    adapter = hosting.CloudAdapter(connection_manager=Connections())
    bot = Bot()
    app = _served(lambda request: hosting.start_agent_process(request, bot, adapter))
    app.middlewares.append(hosting.jwt_authorization_middleware)
    app["agent_configuration"] = core.AgentAuthConfiguration(anonymous_allowed=True)
    return app


def _served(process: Callable[[web.Request], Awaitable[Any]]) -> web.Application:
    async def post(request: web.Request) -> web.StreamResponse:
        answer = await process(request)
        return answer if isinstance(answer, web.StreamResponse) else web.Response()

    app = web.Application()
    app.add_routes([web.post("/api/messages", post)])
    return app


KINDS: dict[str, Callable[[], Awaitable[web.Application]]] = {
    "lean": lambda: own("botbuilder"),
    "agents": lambda: own("agents"),
    "stock": stock,
    "agents-stock": agents_stock,
}


async def _serve(kind: str) -> None:
    runner = web.AppRunner(await KINDS[kind](), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    print(f"Ready. Listening at http://{host}:{port}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
