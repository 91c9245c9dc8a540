"""Whose requests run a turn: every case of the channel's authentication, on each host.

The issuer is a real server in another thread, so that a host that blocks its loop to fetch keys
hangs here instead of passing. A refusal is a bare 401, and the core never sees the activity.
"""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.settings import Settings
from tests.bot.fakes import APP_ID, SECRET, FakeCore, Issuer, ask, post
from tests.bot.hosts import Serve

Make = Callable[[Issuer], str]
TENANT = "99999999-8888-7777-6666-555555555555"


def settings(issuer: Issuer, **more: Any) -> Settings:
    return Settings(
        app_id=APP_ID,
        app_password=SECRET,
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/botframework.com",
        **more,
    )


def segment(data: object) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def handmade(issuer: Issuer, header: object, signature: bytes = b"") -> str:
    body = issuer.sign().split(".")[1]
    return f"{segment(header)}.{body}.{segment(signature)}"


def forged(issuer: Issuer) -> str:
    """Another key's signature under the published key's id."""
    return issuer.sign(key="stranger", kid="first")


def tampered(issuer: Issuer) -> str:
    head, _, signature = issuer.sign().split(".")
    return ".".join([head, segment({"aud": APP_ID, "iss": issuer.name}), signature])


def confused(issuer: Issuer) -> str:
    """HS256 with the public key's text as the shared secret."""
    head = segment({"alg": "HS256", "kid": "first"})
    body = issuer.sign().split(".")[1]
    digest = hmac.digest(b"public key", f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{segment(digest)}"


REFUSED: dict[str, tuple[Make, str]] = {
    "wrong audience": (lambda i: i.sign(aud="another-bot"), "InvalidAudience"),
    "wrong issuer": (lambda i: i.sign(iss="https://sts.windows.net/x/"), "InvalidIssuer"),
    "emulator": (lambda i: i.sign(iss=f"{i.url}/t", appid=APP_ID), "InvalidIssuer"),
    "expired": (lambda i: i.sign(exp=1_600_000_000), "ExpiredSignature"),
    "not yet valid": (lambda i: i.sign(nbf=4_000_000_000), "ImmatureSignature"),
    "service url mismatch": (lambda i: i.sign(serviceurl="https://x/"), "ServiceUrlMismatch"),
    "no service url claim": (lambda i: i.sign(drop="serviceurl"), "ServiceUrlMismatch"),
    "no exp": (lambda i: i.sign(drop="exp"), "MissingRequiredClaim"),
    "no nbf": (lambda i: i.sign(drop="nbf"), "MissingRequiredClaim"),
    "no iss": (lambda i: i.sign(drop="iss"), "MissingRequiredClaim"),
    "no aud": (lambda i: i.sign(drop="aud"), "MissingRequiredClaim"),
    "forged": (forged, "InvalidSignature"),
    "tampered": (tampered, "InvalidSignature"),
    "unknown key": (lambda i: i.sign(key="stranger"), "UnknownKey"),
    "no key id": (lambda i: handmade(i, {"alg": "RS256"}), "NoKeyId"),
    "alg none": (lambda i: handmade(i, {"alg": "none", "kid": "first"}), "WrongAlgorithm"),
    "no alg": (lambda i: handmade(i, {"kid": "first"}), "WrongAlgorithm"),
    "HS256 confusion": (confused, "WrongAlgorithm"),
    "another key's id": (lambda i: i.sign(key="second", kid="first"), "InvalidSignature"),
    "odd issuer": (lambda i: i.sign(iss=["https://api.botframework.com"]), "InvalidIssuer"),
    "two audiences": (lambda i: i.sign(aud=["another-bot", "a-third"]), "InvalidAudience"),
    "garbage": (lambda i: "garbage", "Decode"),
    "three dots": (lambda i: "...", "Decode"),
    "nested": (lambda i: f"{segment(b'[' * 5000)}.e30.e30", "Decode"),
    "empty": (lambda i: "", "NoToken"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_proves_nothing_is_a_bare_401(
    case: str, issuer: Issuer, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    make, reason = REFUSED[case]
    token, core = make(issuer), FakeCore()
    async with serve(core, settings(issuer)) as client:
        answer = await post(client, ask(), token)
        assert (answer.status, await answer.read()) == (401, b"")
    assert core.seen == []
    assert f"refused: {reason}" in caplog.messages
    assert not token or token not in caplog.text


@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic dTpw"}, {"Authorization": ""}])
async def test_no_bearer_token_is_a_401(
    header: dict[str, str], issuer: Issuer, serve: Serve
) -> None:
    async with serve(FakeCore(), settings(issuer)) as client:
        answer = await post(client, ask(), **header)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_valid_token_runs_the_turn(issuer: Issuer, serve: Serve) -> None:
    core = FakeCore()
    async with serve(core, settings(issuer)) as client:
        answer = await post(client, ask(), issuer.sign())
        assert answer.status // 100 == 2
        assert (await answer.json())["activities"][0]["text"] == "echo hello"
    assert core.seen == [ask()]


async def test_clocks_may_differ_by_five_minutes(issuer: Issuer, serve: Serve) -> None:
    now = int(time.time())
    async with serve(FakeCore(), settings(issuer)) as client:
        for status, skew in ((200, 240), (401, 360)):
            late, early = issuer.sign(exp=now - skew), issuer.sign(nbf=now + skew)
            assert (await post(client, ask(), late)).status == status
            assert (await post(client, ask(), early)).status == status


async def test_the_claim_may_be_spelt_as_the_protocol_page_spells_it(
    issuer: Issuer, serve: Serve
) -> None:
    token = issuer.sign(drop="serviceurl", serviceUrl="https://smba.trafficmanager.net/uk/")
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), token)).status == 200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"serviceUrl": ...}, "ServiceUrlMismatch"),
        ({"serviceUrl": ""}, "ServiceUrlMismatch"),
        ({"serviceUrl": "https://smba.trafficmanager.net/uk"}, "ServiceUrlMismatch"),
        ({"channelId": "slack"}, "NotEndorsed"),
        ({"channelId": ...}, "NotEndorsed"),
    ],
)
async def test_a_token_for_another_activity_is_a_401(
    changes: dict[str, Any],
    reason: str,
    issuer: Issuer,
    serve: Serve,
    caplog: pytest.LogCaptureFixture,
) -> None:
    core = FakeCore()
    async with serve(core, settings(issuer)) as client:
        answer = await post(client, ask(**changes), issuer.sign())
        assert (answer.status, await answer.read()) == (401, b"")
    assert f"refused: {reason}" in caplog.messages
    assert core.seen == []


async def test_a_key_without_endorsements_signs_for_no_channel(
    issuer: Issuer, serve: Serve
) -> None:
    issuer.keys["first"] = []
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), issuer.sign())).status == 401


async def test_a_service_url_outside_the_list_is_a_401_even_when_signed(
    issuer: Issuer, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    url = "https://collector.example.org/"
    async with serve(FakeCore(), settings(issuer)) as client:
        answer = await post(client, ask(serviceUrl=url), issuer.sign(serviceurl=url))
        assert answer.status == 401
    assert "refused: ServiceUrlNotListed" in caplog.messages


@pytest.mark.parametrize("body", [b"{", b"[]", b"x" * 1_000_000])
async def test_strangers_learn_nothing_about_bodies(
    body: bytes, issuer: Issuer, serve: Serve
) -> None:
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await client.post("/api/messages", data=body)).status == 401


async def test_with_an_app_id_the_host_and_origin_headers_do_not_matter(
    issuer: Issuer, serve: Serve
) -> None:
    headers = {"Host": "bot.police.uk", "Origin": "https://x", "X-Forwarded-For": "203.0.113.1"}
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), issuer.sign(), **headers)).status == 200


async def test_a_token_whose_signer_cannot_be_asked_is_a_401_until_it_can(
    issuer: Issuer, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    core = FakeCore()
    issuer.up = False
    async with serve(core, settings(issuer)) as client:
        answer = await post(client, ask(), issuer.sign())
        assert (answer.status, await answer.read()) == (401, b"")
    assert "refused: KeysUnavailable" in caplog.messages
    assert core.seen == []


async def test_known_keys_go_on_while_the_signer_is_away(issuer: Issuer, serve: Serve) -> None:
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), issuer.sign())).status == 200
        issuer.up = False
        assert (await post(client, ask(id="2"), issuer.sign())).status == 200


async def test_a_new_key_is_taken_up_without_a_restart(issuer: Issuer, serve: Serve) -> None:
    async with serve(FakeCore(), settings(issuer)) as client:
        issuer.keys = {"second": ["msteams"]}
        assert (await post(client, ask(), issuer.sign(key="second"))).status == 200
        assert (await post(client, ask(), issuer.sign(key="first"))).status == 401


async def test_a_token_of_another_cloud_is_foreign(issuer: Issuer, serve: Serve) -> None:
    foreign = issuer.sign(iss="https://api.botframework.us")
    async with serve(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), foreign)).status == 401
    government = settings(issuer, token_issuer="https://api.botframework.us")
    async with serve(FakeCore(), government) as client:
        assert (await post(client, ask(), foreign)).status == 200
        assert (await post(client, ask(), issuer.sign())).status == 401


# The bot's own tokens from its own directory, as test tools send them


@pytest.fixture
def directory() -> Iterator[Issuer]:
    with Issuer() as running:
        running.keys = {"own": []}
        yield running


def own_token(directory: Issuer, **changes: Any) -> str:
    usual: dict[str, Any] = {"iss": f"https://sts.windows.net/{TENANT}/"}
    if "azp" not in changes:
        usual["appid"] = APP_ID
    return directory.sign(**{"key": "own", "drop": "serviceurl"} | usual | changes)


def with_directory(issuer: Issuer, directory: Issuer) -> Settings:
    return settings(issuer, tenant_id=TENANT, own_openid_url=directory.openid_url)


OWN: dict[str, tuple[int, dict[str, Any]]] = {
    "first token version": (200, {}),
    "second token version": (
        200,
        {"iss": f"https://login.microsoftonline.com/{TENANT}/v2.0", "azp": APP_ID},
    ),
    "another app of the tenant": (401, {"appid": "another-app"}),
    "no app": (401, {"appid": ""}),
    "another tenant": (401, {"iss": "https://sts.windows.net/another/"}),
    "the channel's name": (401, {"iss": Issuer.name}),
    "another audience": (401, {"aud": "another-bot"}),
    "expired": (401, {"exp": 1_600_000_000}),
    "no expiry": (401, {"drop": "exp"}),
    "forged": (401, {"key": "stranger", "kid": "own"}),
}


@pytest.mark.parametrize("case", OWN)
async def test_own_tokens_are_admitted_where_a_setting_asks_for_it(
    case: str, issuer: Issuer, directory: Issuer, serve: Serve
) -> None:
    wanted, changes = OWN[case]
    token = own_token(directory, **changes)
    core = FakeCore()
    async with serve(core, with_directory(issuer, directory)) as client:
        assert (await post(client, ask(), token)).status == wanted
        assert (await post(client, ask(), issuer.sign())).status == 200
    assert len(core.seen) == (2 if wanted == 200 else 1)


async def test_own_tokens_reach_listed_addresses_only(
    issuer: Issuer, directory: Issuer, serve: Serve
) -> None:
    elsewhere = ask(serviceUrl="https://collector.example.org/")
    async with serve(FakeCore(), with_directory(issuer, directory)) as client:
        assert (await post(client, elsewhere, own_token(directory))).status == 401


async def test_own_tokens_are_refused_where_no_setting_asks_for_them(
    issuer: Issuer, directory: Issuer, serve: Serve
) -> None:
    async with serve(FakeCore(), settings(issuer, tenant_id=TENANT)) as client:
        assert (await post(client, ask(), own_token(directory))).status == 401
