"""The address of a database, as a setting: what it may look like, checked before it is used.

No message quotes the address, because it may hold a password.
"""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qs, urlsplit

from bot.channel.service_url import is_loopback

POSTGRES = frozenset({"postgresql", "postgres"})
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def problems(address: str) -> list[str]:
    """What is wrong with DATABASE_URL; nothing for one that can be tried."""
    kind, separator, rest = address.partition("://")
    if kind in POSTGRES and separator:
        return _postgres(address)
    if separator and kind != "sqlite":
        return ["DATABASE_URL is neither a file, sqlite:///… nor postgresql://…"]
    return [] if (rest.removeprefix("/") if separator else kind) else ["DATABASE_URL names no file"]


def is_postgres(address: str) -> bool:
    """Whether a database at this address is on a server."""
    return address.partition("://")[0] in POSTGRES


def _postgres(address: str) -> list[str]:
    try:
        url = urlsplit(address)
        port, query = url.port, parse_qs(url.query)
    except ValueError:
        return [
            "DATABASE_URL cannot be read; a special sign in the password is written %40 and so on"
        ]
    wrong = {
        "DATABASE_URL names no database: postgresql://user@host/DATABASE": not url.path.strip("/"),
        "DATABASE_URL has port 0": port == 0,
        f"DATABASE_URL: sslmode is none of {', '.join(SSL_MODES)}": any(
            mode not in SSL_MODES for mode in query.get("sslmode", [])
        ),
        "DATABASE_URL leads to another machine, so it must say sslmode=verify-full (or another)": (
            "sslmode" not in query and not _here(url, query)
        ),
    }
    return [problem for problem, applies in wrong.items() if applies]


def _here(url: SplitResult, query: dict[str, list[str]]) -> bool:
    """Whether what travels to the server never leaves this machine."""
    hosts = query.get("host") or [url.hostname or ""]
    return all(host == "" or host.startswith("/") or is_loopback(host) for host in hosts)
