"""All the checks, one after the other. None stops another, and nothing is changed anywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot import environment
from bot.access.roles import RolesError
from bot.access.roles import read as read_roles
from bot.channel.outbound import open_session
from bot.doctor import (
    credential,
    data,
    endpoint,
    guidance,
    identity,
    package,
    reach,
    signer,
    token,
)
from bot.doctor.finding import Finding, fail, ok
from bot.settings import Settings

_TABLE = "See the table of settings in the README."
# What to do about a setting, by its name; its problem says what is wrong with it.
_TODO = {
    "MicrosoftAppId": "Copy Application (client) ID from the app registration's Overview.",
    "MicrosoftAppTenantId": "Copy Directory (tenant) ID from the app registration's Overview.",
    "MicrosoftAppPassword": "Set the secret's Value from Certificates & secrets, or a certificate.",
    "MicrosoftAppType": "Copy it from the bot resource's Configuration.",
    "MicrosoftAppCertificateFile": "Put a certificate with its key there, both in PEM form.",
    "DATABASE_URL": "For example postgresql://bot@db.example.uk/bot?sslmode=verify-full.",
    "SECRET_EXPIRES": "Write the day as year-month-day.",
}


def now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


async def examine(
    environ: Mapping[str, str],
    package_file: Path,
    *,
    offline: bool = False,
    clock: Callable[[], datetime] = now,
) -> list[Finding]:
    """Everything found with the settings in these variables; ``offline`` asks no other machine."""
    settings, problems = environment.examine(environ)
    found = [*_settings(problems), *identity.check(settings)]
    found += credential.check(settings, clock().date())
    found += reach.check(settings, environ)
    found += package.check(settings, environ, package_file)
    found += _roles(settings)
    found += guidance.check(settings, clock().date())
    if not any(problem.startswith("DATABASE_URL") for problem in problems):
        found += [finding async for finding in data.check(settings)]
    if not offline:
        found += [finding async for finding in _asked(settings, environ, clock)]
    return found


async def _asked(
    settings: Settings, environ: Mapping[str, str], clock: Callable[[], datetime]
) -> AsyncIterator[Finding]:
    async with open_session(proxied=bool(settings.app_id)) as session:
        async for finding in signer.check(settings, session, clock):
            yield finding
        async for finding in token.check(settings, session):
            yield finding
        public = environ.get("PUBLIC_URL", "")
        if settings.app_id and public.strip() and not any(reach.public(public)):
            async for finding in endpoint.check(public, session):
                yield finding


def _settings(problems: list[str]) -> Iterator[Finding]:
    for problem in problems:
        name = problem.split()[0].rstrip(":")
        yield fail("settings", f"{problem}.", _TODO.get(name, _TABLE))
    if not problems:
        yield ok("settings", "Every setting can be used.")


def _roles(settings: Settings) -> Iterator[Finding]:
    if settings.roles_dir is None:
        return
    try:
        roles = read_roles(settings.roles_dir)
    except (RolesError, OSError) as error:
        todo = "Export the members of each group again; docs/deploy.md says how."
        yield fail("roles", f"The files of roles cannot be used: {error}", todo)
    else:
        yield ok("roles", f"The files of roles name {len(roles)} people.")
