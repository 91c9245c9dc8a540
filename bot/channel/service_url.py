"""Which connector addresses the bot may call.

An activity names the address its replies go to. With an app id those replies carry the bot's
token, so an address outside the list would hand that token to a stranger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import TypeAlias

from yarl import URL

Allows: TypeAlias = Callable[[str], bool]


@lru_cache(maxsize=256)
def is_loopback(host: str | None) -> bool:
    """Whether a host name or address, without brackets or port, is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def listed(hosts: Iterable[str]) -> Allows:
    """Allows https to these hosts; ``*.name`` stands for every host below that name.

    Plain http only to a listed loopback address, where a token cannot leave the machine.
    """
    names = [host.lower() for host in hosts]
    exact = frozenset(name for name in names if not name.startswith("*."))
    below = tuple(name[1:] for name in names if name.startswith("*."))

    def allows(url: URL) -> bool:
        host = url.host or ""
        secure = url.scheme == "https" or is_loopback(host)
        return secure and (host in exact or host.endswith(below))

    return _cached(allows)


def loopback_only() -> Allows:
    """Allows this machine and nothing else."""
    return _cached(lambda url: is_loopback(url.host))


def _cached(allows: Callable[[URL], bool]) -> Allows:
    @lru_cache(maxsize=256)
    def verdict(text: str) -> bool:
        try:
            url = URL(text)
        except ValueError:
            return False
        plain = url.scheme in ("http", "https") and not (url.user or url.password)
        return plain and not url.query_string and not url.fragment and allows(url)

    return verdict
