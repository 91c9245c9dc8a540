"""What the app package says about the bot, read from environment variables.

Only `python app.py package` and `python app.py doctor` read these; a running bot does not.

| name | default | meaning |
| --- | --- | --- |
| `PUBLIC_URL` | none | where Teams reaches the bot, like `https://bot.example.police.uk` |
| `APP_NAME` | Modern slavery first response | what officers see it called, 30 characters at most |
| `APP_VERSION` | `1.0.0` | raise it with every upload, or Teams keeps what it has |
| `TEAMS_APP_ID` | the bot's app id | id of the app in Teams; never change it after an upload |
| `DEVELOPER_NAME` | none | the force, 32 characters at most |
| `DEVELOPER_URL` | none | a page about the force or this app |
| `PRIVACY_URL` | none | the force's privacy notice |
| `TERMS_URL` | none | the terms of use |
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from bot.channel.service_url import is_loopback
from bot.setting_reader import Reader
from bot.settings import GUID, SettingsError

NAME = "Modern slavery first response"
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){2}")
_ADDRESS_LIMIT = 2048  # characters, for an address in the manifest


@dataclass(frozen=True, slots=True)
class Details:
    """Details that passed every check; the module's table says what each means."""

    bot_id: str
    app_id: str
    domain: str
    name: str
    version: str
    developer: str
    website: str
    privacy: str
    terms: str

    @staticmethod
    def load(environ: Mapping[str, str] = os.environ) -> Details:
        """The details in these variables. Raises SettingsError with every problem at once."""
        read = _Reader(environ)
        bot_id = read.text("MicrosoftAppId", "", GUID, "an app id")
        if not environ.get("MicrosoftAppId", "").strip():
            read.problems.append("MicrosoftAppId is missing: the app in Teams has to name its bot")
        details = Details(
            bot_id=bot_id,
            app_id=read.text("TEAMS_APP_ID", bot_id, GUID, "an app id"),
            domain=URL(read.page("PUBLIC_URL")).host or "",
            name=read.short("APP_NAME", 30, NAME),
            version=read.text("APP_VERSION", "1.0.0", _VERSION, "three numbers, like 1.2.0"),
            developer=read.short("DEVELOPER_NAME", 32),
            website=read.page("DEVELOPER_URL"),
            privacy=read.page("PRIVACY_URL"),
            terms=read.page("TERMS_URL"),
        )
        if read.problems:
            raise SettingsError(read.problems)
        return details


class _Reader(Reader):
    def short(self, name: str, limit: int, default: str = "") -> str:
        """Text that has to be there and to fit."""
        value = self.text(name, default)
        if not value:
            self.problems.append(f"{name} is missing")
        if len(value) > limit:
            self.problems.append(f"{name} has {len(value)} characters; Teams takes {limit}")
        return value

    def page(self, name: str) -> str:
        """An https address that others than this machine can open."""
        value = self.text(name)
        if not value:
            self.problems.append(f"{name} is missing")
        elif not _is_public(value):
            self.problems.append(f"{name} is not an https address that others can open")
            return ""
        return value


def _is_public(address: str) -> bool:
    try:
        url = URL(address)
    except ValueError:
        return False
    known = url.scheme == "https" and bool(url.host) and not is_loopback(url.host)
    return known and len(address) <= _ADDRESS_LIMIT
