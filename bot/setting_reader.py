"""Reads settings from environment variables and notes every problem, not only the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from pathlib import Path

from yarl import URL

from bot.channel.service_url import is_loopback
from dialogs.reminders import Quiet

MOST_DAYS = 3653
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d) ?- ?((?:[01]\d|2[0-3]):[0-5]\d)")

_HOST_PATTERN = re.compile(r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9a-fA-F:]+")
_FLAGS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(
    ("0", "false", "no", "off"), False
)


class Reader:
    """Variables by name. A value that will not do is noted and the default takes its place."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(
        self, name: str, default: str = "", shape: re.Pattern[str] | None = None, what: str = ""
    ) -> str:
        """Text without the blanks around it; ``what`` says what it should be when it is not."""
        value = self._environ.get(name, "").strip()
        if value and shape and not shape.fullmatch(value):
            self.problems.append(f"{name} is not {what}")
        return value or default

    def port(self, default: int) -> int:
        """The port to listen on."""
        value = self.text("PORT", str(default))
        if re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= 65535:
            return int(value)
        self.problems.append("PORT is not a number from 0 to 65535")
        return default

    def rate(self, name: str, default: int) -> int:
        """Messages a minute; 0 is no limit."""
        value = self.text(name, str(default))
        if re.fullmatch(r"[0-9]{1,6}", value):
            return int(value)
        self.problems.append(f"{name} is not a number of messages a minute, or 0 for no limit")
        return default

    def flag(self, name: str) -> bool:
        """Yes or no; no when it is not set."""
        value = self.text(name, "no").lower()
        if value not in _FLAGS:
            self.problems.append(f"{name} is neither yes nor no")
        return _FLAGS.get(value, False)

    def folder(self, name: str, default: Path) -> Path:
        """A folder that is there."""
        value = Path(self.text(name, str(default)))
        if not value.is_dir():
            self.problems.append(f"{name} is not a folder: {value}")
        return value

    def folder_if_any(self, name: str) -> Path | None:
        """A folder that is there, or None when none is named."""
        return self.folder(name, Path()) if self.text(name) else None

    def ids(self, name: str, shape: re.Pattern[str]) -> tuple[str, ...]:
        """Ids separated by commas, in small letters."""
        ids = tuple(id_.strip().lower() for id_ in self.text(name).split(",") if id_.strip())
        if not all(shape.fullmatch(id_) for id_ in ids):
            self.problems.append(f"{name} is not a comma-separated list of ids")
        return ids

    def one_of(self, name: str, names: Iterable[str], default: str) -> str:
        """One of a few names, spelt as they are, whatever the case it is typed in."""
        known = {each.lower(): each for each in names}
        value = self.text(name, default)
        if value.lower() not in known:
            self.problems.append(f"{name} is none of {', '.join(known.values())}")
        return known.get(value.lower(), default)

    def day(self, name: str) -> date | None:
        """A day as year-month-day, or None when there is none."""
        value = self.text(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.problems.append(f"{name} is not a day like 2027-03-31")
            return None

    def days(self, name: str, default: timedelta) -> timedelta:
        """A number of whole days, from one to ten years."""
        value = self.text(name, str(default.days))
        if re.fullmatch(r"[0-9]{1,4}", value) and 1 <= int(value) <= MOST_DAYS:
            return timedelta(days=int(value))
        self.problems.append(f"{name} is not a number of days from 1 to {MOST_DAYS}")
        return default

    def quiet(self, default: Quiet) -> Quiet:
        """Hours without reminders, like 22:00-07:00, or none."""
        value = self.text("QUIET_HOURS")
        if value.lower() in ("", "none"):
            return Quiet(time(0), time(0)) if value else default
        hours = _HOURS.fullmatch(value)
        if hours is None:
            self.problems.append("QUIET_HOURS is neither hours like 22:00-07:00 nor none")
            return default
        return Quiet(time.fromisoformat(hours[1]), time.fromisoformat(hours[2]))

    def file(self, name: str) -> Path | None:
        """A file that is there, or None when none is named."""
        value = self.text(name)
        if value and not Path(value).is_file():
            self.problems.append(f"{name} is not a file: {value}")
        return Path(value) if value else None

    def hosts(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Host names, ``*.name`` for all below one, separated by commas."""
        hosts = tuple(host.strip() for host in self.text(name, ",".join(default)).split(","))
        if not all(_HOST_PATTERN.fullmatch(host) for host in hosts):
            self.problems.append(f"{name} is not a comma-separated list of hosts")
        return hosts

    def url(self, name: str, default: str = "") -> str:
        """An address that secrets or keys travel to or from, so https unless on this machine."""
        value = self.text(name, default)
        if value and not is_safe(value):
            self.problems.append(f"{name} is not an https address")
        return value


def is_safe(address: str) -> bool:
    """Whether an address is https, or plain http to this machine."""
    try:
        url = URL(address)
    except ValueError:
        return False
    return bool(url.host) and (
        url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))
    )
