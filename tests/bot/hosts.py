"""Every host that the bot can run on, so that what must hold on each is tested on each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.host import choice, chosen
from bot.host.chosen import MakeHost
from tests.bot.fakes import Client

HOSTS: dict[str, MakeHost] = {name: chosen.host(name) for name in choice.HOSTS}

Serve = Callable[..., AbstractAsyncContextManager[Client]]

PACKAGES = {
    "botbuilder": {"botbuilder", "botframework", "msrest"},
    "agents": {"microsoft_agents", "opentelemetry"},
}
"""What only the one host loads."""
