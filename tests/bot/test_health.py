"""The health pages: well, amiss and not ready, each in brief."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.channel.expiry import trouble
from bot.health import Health
from bot.server import running
from bot.settings import Settings
from tests.bot.certificates import certificate_file
from tests.bot.fakes import APP_ID, SECRET, Client, FakeCore, Issuer, ask, post, running_bot


async def told(client: Client, page: str) -> tuple[int, dict[str, Any]]:
    answer = await client.get(page)
    return answer.status, await answer.json()


async def test_well_amiss_and_not_ready() -> None:
    parts = {"database": "", "content": ""}

    async def database() -> str:
        return parts["database"]

    health = Health({"database": database}, {"content": lambda: parts["content"]})
    async with running_bot(FakeCore(), health=health) as client:
        assert await told(client, "/healthz") == (200, {"status": "ok"})
        status, said = await told(client, "/readyz")
        assert (status, said["checks"]) == (200, {"database": "ok", "content": "ok"})
        parts["content"] = "refused"
        status, said = await told(client, "/healthz")
        assert (status, said) == (200, {"status": "ok", "problem": "content: refused"})
        status, said = await told(client, "/readyz")
        assert (status, said["status"], said["checks"]["content"]) == (200, "ready", "refused")
        parts["database"] = "takes nothing down"
        status, said = await told(client, "/readyz")
        assert (status, said["status"]) == (503, "not ready")
        assert said["checks"]["database"] == "takes nothing down"
        assert (await told(client, "/healthz"))[0] == 200


async def test_keys_and_tokens_that_cannot_be_had_are_told_without_a_secret(
    issuer: Issuer,
) -> None:
    issuer.up = False
    known = Settings(
        app_id=APP_ID,
        app_password=SECRET,
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/t",
        service_url_hosts=("127.0.0.1",),
    )
    async with running_bot(FakeCore(), known) as client:
        assert (await told(client, "/readyz"))[1]["checks"] == {
            "signing keys": "ok",
            "own token": "ok",
        }
        await post(client, ask(), issuer.sign())
        status, said = await told(client, "/readyz")
        assert (status, said["checks"]["signing keys"]) == (200, "cannot be read")
        assert SECRET not in str(said)


async def test_a_whole_bot_finds_out_at_its_start(issuer: Issuer, tmp_path: Path) -> None:
    known = Settings(
        port=0,
        database_url=str(tmp_path / "test.db"),
        app_id=APP_ID,
        app_password=SECRET,
        secret_expires=date(2020, 1, 1),
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/t",
    )
    async with running(known) as address, aiohttp.ClientSession() as session:
        await issuer.token_asked()  # before the first officer needs one
        async with session.get(f"{address}/readyz") as answer:
            assert answer.status == 200
            checks = (await answer.json())["checks"]
        assert checks["database"] == checks["guidance"] == checks["content"] == "ok"
        assert checks["credential"] == "has expired"


async def test_a_renewed_certificate_is_known_without_a_restart(
    issuer: Issuer, tmp_path: Path
) -> None:
    known = Settings(
        port=0,
        database_url=str(tmp_path / "test.db"),
        app_id=APP_ID,
        certificate_file=certificate_file(tmp_path / "bot.pem", days=10),
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/t",
    )
    async with running(known) as address, aiohttp.ClientSession(address) as session:
        assert await _credential(session) == ("expires soon", 10)
        certificate_file(tmp_path / "bot.pem", days=365)
        assert await _credential(session) == ("ok", 365)


async def _credential(session: aiohttp.ClientSession) -> tuple[str, int]:
    """What the health page says of it, and the days that are left by the metrics."""
    async with session.get("/readyz") as ready, session.get("/metrics") as metrics:
        said = (await ready.json())["checks"]["credential"]
        told = await metrics.text()
    end = re.search(r"^bot_credential_expires_timestamp_seconds (\S+)", told, re.M)
    assert end
    last = datetime.fromtimestamp(float(end[1]), UTC).date()
    return said, (last - datetime.now(UTC).date()).days


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (None, ""),
        (date(2026, 12, 31), ""),
        (date(2026, 12, 30), "expires soon"),
        (date(2026, 11, 30), "expires soon"),
        (date(2026, 11, 29), "has expired"),
    ],
)
def test_an_end_is_told_thirty_days_ahead(end: date | None, said: str) -> None:
    assert trouble(end, date(2026, 11, 30)) == said
