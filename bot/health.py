"""``/healthz``: the process answers. ``/readyz``: it can also do its work, and what is amiss.

Anyone may ask, so answers are short, name no address and hold no secret. ``python app.py doctor``
says the same at length and what to do about it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

Asked: TypeAlias = Callable[[], Awaitable[str]]
Noted: TypeAlias = Callable[[], str]
WELL = "ok"


@dataclass
class Health:
    """What there is to say of each part: the problem in brief, or "" when it is well.

    Attributes:
        needed: parts without which no turn can be taken. Asked by ``/readyz`` alone.
        noted: parts that can wait, known without asking anyone. They never make a bot unready:
            taking it away would not bring back what it waits for.
    """

    needed: dict[str, Asked] = field(default_factory=dict)
    noted: dict[str, Noted] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """Both addresses."""
        return [web.get("/healthz", self._healthz), web.get("/readyz", self._readyz)]

    async def troubles(self) -> dict[str, str]:
        """What is the matter with each part, "" for nothing. Asks those that have to be asked."""
        needed = {name: await ask() for name, ask in self.needed.items()}
        return needed | {name: note() for name, note in self.noted.items()}

    async def _healthz(self, request: web.Request) -> web.Response:
        wrong = [f"{name}: {said}" for name, note in self.noted.items() if (said := note())]
        return _answer({"status": "ok"} | ({"problem": "; ".join(wrong)} if wrong else {}))

    async def _readyz(self, request: web.Request) -> web.Response:
        checks = await self.troubles()
        ready = not any(checks[name] for name in self.needed)
        told = {name: said or WELL for name, said in checks.items()}
        status = "ready" if ready else "not ready"
        return _answer({"status": status, "checks": told}, 200 if ready else 503)


def _answer(data: object, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(data), status=status, content_type="application/json")
