"""Whether the app package for Teams belongs to this bot. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from yarl import URL

from bot.doctor.finding import Finding, fail, ok, warn
from bot.package.archive import BadPackage, read_manifest
from bot.package.details import Details
from bot.settings import Settings, SettingsError

_AGAIN = "Write it anew with python app.py package, raise APP_VERSION and upload that."


def check(settings: Settings, environ: Mapping[str, str], file: Path) -> Iterator[Finding]:
    """Whether the package there agrees with the settings, or one could be written."""
    if not settings.app_id:
        return
    if not file.exists():
        yield from _to_be_written(environ, file)
        return
    try:
        manifest: dict[str, Any] = read_manifest(file)
    except BadPackage as error:
        yield fail("package", str(error), "Write it anew with python app.py package.")
        return
    wrong = _strangers(manifest, settings.app_id)
    domain = _host(environ.get("PUBLIC_URL", ""))
    if wrong:
        said = f"In {file} {' and '.join(wrong)} not MicrosoftAppId: Teams would call another bot."
        yield fail("package", said, _AGAIN)
    elif domain and domain not in (manifest.get("validDomains") or []):
        yield warn("package", f"{file} does not name {domain}, which PUBLIC_URL does.", _AGAIN)
    else:
        yield ok("package", f"{file} belongs to this bot.")


def _to_be_written(environ: Mapping[str, str], file: Path) -> Iterator[Finding]:
    try:
        Details.load(environ)
    except SettingsError as error:
        said = f"The app package cannot be written yet: {'; '.join(error.problems)}."
        yield warn("package", said, "Set what is missing, then run python app.py package.")
    else:
        yield warn("package", f"There is no {file}.", "Write it with python app.py package.")


def _strangers(manifest: Mapping[str, Any], app_id: str) -> list[str]:
    """The parts of a manifest that name another bot, or none at all."""
    parts = {"the bot": "bots", "the search": "composeExtensions"}
    ids = {said: _ids(manifest.get(name)) for said, name in parts.items()}
    return [f"{said} is" for said, found in ids.items() if found != {app_id.lower()}]


def _ids(entries: object) -> set[str]:
    known = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return {str(one.get("botId", "")).lower() for one in known}


def _host(address: str) -> str:
    try:
        return URL(address.strip()).host or ""
    except ValueError:
        return ""
