"""When the bot's secret or certificate ends, so that someone renews it before officers notice."""

from __future__ import annotations

from datetime import date

from bot.channel.certificate import BadCertificate, last_day
from bot.settings import Settings

WARN_DAYS = 30  # days ahead


def ends(settings: Settings) -> date | None:
    """The last day of the certificate, or of the secret as told; None when there is no telling.

    Reads the certificate each time, so that a renewed file is taken up.
    """
    if settings.certificate_file is None:
        return settings.secret_expires
    try:
        return last_day(settings.certificate_file)
    except BadCertificate:
        return None


def trouble(end: date | None, today: date) -> str:
    """What is the matter with that day, in brief; "" while it is far enough away."""
    left = WARN_DAYS + 1 if end is None else (end - today).days
    if left < 0:
        return "has expired"
    return "expires soon" if left <= WARN_DAYS else ""
