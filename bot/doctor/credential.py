"""How long the secret or the certificate lasts. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.channel import expiry
from bot.doctor.finding import Finding, fail, ok, warn
from bot.settings import AppType, Settings

RENEW = "docs/deploy.md, “Renewing the secret or the certificate”, says how to without a gap."


def check(settings: Settings, today: date) -> Iterator[Finding]:
    """How many days are left."""
    if not settings.app_id or settings.app_type is AppType.MANAGED_IDENTITY:
        return
    end = expiry.ends(settings)
    what = "certificate" if settings.certificate_file else "client secret"
    if end is None:
        yield warn(
            "expiry",
            f"It is not known when the {what} expires.",
            "Set SECRET_EXPIRES to the day shown beside it in the app registration.",
        )
    elif expiry.trouble(end, today) == "has expired":
        yield fail("expiry", f"The {what} expired on {end}.", RENEW)
    elif expiry.trouble(end, today):
        yield warn("expiry", f"The {what} expires on {end}, in {(end - today).days} days.", RENEW)
    else:
        yield ok("expiry", f"The {what} lasts until {end}.")
