"""Nothing secret reaches a log, whatever goes wrong, at the lowest level of logging."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.settings import Settings, SettingsError
from tests.bot.certificates import certificate_file
from tests.bot.fakes import APP_ID, SECRET, Connector, FakeCore, Issuer, message, post
from tests.bot.hosts import Serve

OWN_TOKEN = "the-bots-own-token"


def proofs(tmp_path: Path) -> dict[str, dict[str, Any]]:
    pem = certificate_file(tmp_path / "bot.pem")
    return {"secret": {"app_password": SECRET}, "certificate": {"certificate_file": pem}}


@pytest.mark.parametrize("proof", ["secret", "certificate"])
async def test_no_secret_is_logged(
    proof: str,
    issuer: Issuer,
    connector: Connector,
    serve: Serve,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    issuer.token = OWN_TOKEN
    known = Settings(
        app_id=APP_ID,
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/t",
        service_url_hosts=("127.0.0.1",),
        **proofs(tmp_path)[proof],
    )
    logging.getLogger("bot").warning("the settings are %r", known)
    token = issuer.sign(serviceurl=connector.url)
    async with serve(FakeCore(), known) as client:
        connector.script.extend([401, 401, 429, "reset", 500, 201, 403])
        for number in range(3):
            await post(client, message(id=str(number), serviceUrl=connector.url), token)
        await post(client, message(serviceUrl=connector.url), f"{token}x")
        issuer.up = False
        await post(client, message(id="4", serviceUrl=connector.url), token)
        issuer.up, issuer.refusal = True, f"AADSTS7000215: {SECRET}"
        await post(client, message(id="5", serviceUrl=connector.url), token)
    sent = str(issuer.token_forms)
    assert OWN_TOKEN in str(connector.calls)
    assert (SECRET if proof == "secret" else "client_assertion") in sent
    assertions = [form.get("client_assertion", OWN_TOKEN) for form in issuer.token_forms]
    for secret in (SECRET, OWN_TOKEN, token, "PRIVATE KEY", *assertions):
        assert secret not in caplog.text
    assert "refused: " in caplog.text


def test_no_problem_with_the_settings_quotes_a_secret() -> None:
    wrong = {
        "HOST": "0.0.0.0",
        "PORT": "x",
        "MicrosoftAppPassword": SECRET,
        "IDENTITY_HEADER": SECRET,
        "DATABASE_URL": f"mysql://bot:{SECRET}@db/bot",
        "MicrosoftAppTenantId": "?",
    }
    with pytest.raises(SettingsError) as caught:
        environment.load(wrong)
    assert len(caught.value.problems) >= 4
    assert SECRET not in str(caught.value)
