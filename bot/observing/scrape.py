"""``/metrics``: what the process counted, and how it stands at the moment of asking.

Open to this machine, or with METRICS_TOKEN to whoever has that token, and to nobody else.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from bot.channel.loopback import Foreign, check_local
from bot.health import Health
from bot.observing.metrics import REGISTRY

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STANDING = (
    "bot_part_well",
    "bot_guide_in_force",
    "bot_credential_expires_timestamp_seconds",
    "bot_guidance_review_due_timestamp_seconds",
)


@dataclass
class Standing:
    """How the bot stands, asked when it is wanted.

    Attributes:
        versions: every guide in force today, with its version.
        ends: last day of the secret or certificate, None where it is not known.
        review: day by which the first guide in force is to be reviewed, None with no guide.
    """

    versions: Callable[[], dict[str, str]] = dict
    ends: Callable[[], date | None] = lambda: None
    review: Callable[[], date | None] = lambda: None

    def families(self, wrong: dict[str, str]) -> Iterator[Metric]:
        """The gauges; ``wrong`` says of each part what is the matter, "" for nothing."""
        parts = GaugeMetricFamily(
            STANDING[0], "Whether a part of the bot is well.", labels=["part"]
        )
        for name, said in sorted(wrong.items()):
            parts.add_metric([name], 0.0 if said else 1.0)
        guides = GaugeMetricFamily(
            STANDING[1], "Guides in force today.", labels=["guide", "version"]
        )
        for guide, version in sorted(self.versions().items()):
            guides.add_metric([guide, version], 1.0)
        yield from (parts, guides)
        yield from _end_of(STANDING[2], "When the secret or certificate ends.", self.ends())
        yield from _end_of(STANDING[3], "When a guide is to be reviewed first.", self.review())


def _end_of(name: str, what: str, day: date | None) -> Iterator[Metric]:
    if day is not None:
        end = datetime.combine(day, time.max, UTC).timestamp()
        yield GaugeMetricFamily(name, what, value=end)


@dataclass
class Scrape:
    """The page.

    Attributes:
        token: what to show as ``Authorization: Bearer``; "" admits this machine alone.
    """

    health: Health
    token: str = field(default="", repr=False)
    standing: Standing = field(default_factory=Standing)

    def routes(self) -> list[web.RouteDef]:
        """Its address."""
        return [web.get("/metrics", self._metrics, allow_head=False)]

    async def _metrics(self, request: web.Request) -> web.Response:
        if not self._admits(request):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        standing = _Once(list(self.standing.families(await self.health.troubles())))
        body = generate_latest(REGISTRY) + generate_latest(standing)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    def _admits(self, request: web.Request) -> bool:
        if self.token:
            shown = request.headers.get("Authorization", "")
            return hmac.compare_digest(
                shown.encode(errors="replace"), f"Bearer {self.token}".encode()
            )
        try:
            check_local(request)
        except Foreign:
            return False
        return True


@dataclass
class _Once:
    """A collector of what was found just now."""

    found: Iterable[Metric]

    def collect(self) -> Iterable[Metric]:
        return self.found
