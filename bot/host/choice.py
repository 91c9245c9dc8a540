"""The SDKs that the bot can run in, by name.

Why there are two, and how to drop the first, is in docs/decisions/two-hosts.md.
"""

from __future__ import annotations

from importlib.util import find_spec

BOTBUILDER, AGENTS = "botbuilder", "agents"
_NEEDS = {
    BOTBUILDER: ("botbuilder", "requirements.txt"),
    AGENTS: ("microsoft_agents", "requirements-agents.txt"),
}
HOSTS = tuple(_NEEDS)


def problem(name: str) -> str:
    """Why the host of this name cannot be had here, and what to do; empty if it can."""
    package, listed = _NEEDS[name]
    if find_spec(package):
        return ""
    return f"HOST_SDK is {name}, whose packages are not installed: pip install -r {listed}"
