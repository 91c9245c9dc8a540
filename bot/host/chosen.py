"""The host that was chosen. Only that one's SDK is ever imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from bot.activity import Core, Host
from bot.channel.outbound import Outbound
from bot.host.choice import AGENTS

MakeHost: TypeAlias = Callable[[Core, Outbound], Host]


def host(name: str) -> MakeHost:
    """What makes the host of this name. Raises ImportError if its packages are not installed."""
    if name == AGENTS:
        from bot.host.agents import AgentsHost  # noqa: PLC0415

        return AgentsHost
    from bot.host.botbuilder import BotBuilderHost  # noqa: PLC0415

    return BotBuilderHost
