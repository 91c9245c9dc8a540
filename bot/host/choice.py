"""Which SDK the bot runs in. Only the chosen one is ever imported.

Why there are two, and how to drop the first, is in docs/decisions/host.md.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the client knows the settings, and the settings know this module
    from bot.activity import Core, Host
    from bot.channel.outbound import Outbound

MakeHost: TypeAlias = "Callable[[Core, Outbound], Host]"

BOTBUILDER, AGENTS = "botbuilder", "agents"
_NEEDS = {
    BOTBUILDER: ("botbuilder", "requirements.txt"),
    AGENTS: ("microsoft_agents", "requirements-agents.txt"),
}
HOSTS = tuple(_NEEDS)


def host(name: str) -> MakeHost:
    """What makes the host of this name. Raises ImportError if its packages are not installed."""
    if name == AGENTS:
        from bot.host.agents import AgentsHost  # noqa: PLC0415

        return AgentsHost
    from bot.host.botbuilder import BotBuilderHost  # noqa: PLC0415

    return BotBuilderHost


def problem(name: str) -> str:
    """Why the host of this name cannot be had here, and what to do; empty if it can."""
    package, listed = _NEEDS[name]
    if find_spec(package):
        return ""
    return f"HOST_SDK is {name}, whose packages are not installed: pip install -r {listed}"
