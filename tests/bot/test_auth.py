import asyncio
import base64
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request

from bot.channel.keys import COOL_DOWN, FRESH_FOR, RETRY_AFTER, SigningKeys
from bot.channel.loopback import Foreign, check_local
from bot.channel.outbound import open_session
from bot.channel.service_url import listed, loopback_only
from bot.settings import SERVICE_URL_HOSTS, Settings
from tests.bot.fakes import APP_ID, SECRET, Client, Clock, FakeCore, Issuer, message, running_bot

Make = Callable[[Issuer], str]
HOUR = 3600


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


def settings(issuer: Issuer, **more: Any) -> Settings:
    return Settings(
        app_id=APP_ID,
        app_password=SECRET,
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/botframework.com",
        **more,
    )


async def post(
    client: Client, body: object, token: str | None = None, **headers: str
) -> aiohttp.ClientResponse:
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await client.post("/api/messages", json=body, headers=headers)


def ask(**changes: Any) -> dict[str, Any]:
    return message(deliveryMode="expectReplies", **changes)


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
    "garbage": (lambda i: "garbage", "Decode"),
    "three dots": (lambda i: "...", "Decode"),
    "nested": (lambda i: f"{segment(b'[' * 5000)}.e30.e30", "Decode"),
    "empty": (lambda i: "", "NoToken"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_token_that_proves_nothing_is_a_bare_401(
    case: str, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    make, reason = REFUSED[case]
    token, core = make(issuer), FakeCore()
    async with running_bot(core, settings(issuer)) as client:
        answer = await post(client, ask(), token)
        assert (answer.status, await answer.read()) == (401, b"")
    assert core.seen == []
    assert f"refused: {reason}" in caplog.messages
    assert not token or token not in caplog.text


@pytest.mark.parametrize("header", [{}, {"Authorization": "Basic dTpw"}, {"Authorization": ""}])
async def test_no_bearer_token_is_a_401(header: dict[str, str], issuer: Issuer) -> None:
    async with running_bot(FakeCore(), settings(issuer)) as client:
        answer = await post(client, ask(), **header)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_valid_token_runs_the_turn(issuer: Issuer) -> None:
    core = FakeCore()
    async with running_bot(core, settings(issuer)) as client:
        answer = await post(client, ask(), issuer.sign())
        assert answer.status == 200
        assert (await answer.json())["activities"][0]["text"] == "echo hello"
    assert core.seen == [ask()]


async def test_clocks_may_differ_by_five_minutes(issuer: Issuer) -> None:
    now = int(time.time())
    async with running_bot(FakeCore(), settings(issuer)) as client:
        for status, skew in ((200, 240), (401, 360)):
            late, early = issuer.sign(exp=now - skew), issuer.sign(nbf=now + skew)
            assert (await post(client, ask(), late)).status == status
            assert (await post(client, ask(), early)).status == status


async def test_the_claim_may_be_spelt_as_the_protocol_page_spells_it(issuer: Issuer) -> None:
    token = issuer.sign(drop="serviceurl", serviceUrl="https://smba.trafficmanager.net/uk/")
    async with running_bot(FakeCore(), settings(issuer)) as client:
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
    changes: dict[str, Any], reason: str, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    core = FakeCore()
    async with running_bot(core, settings(issuer)) as client:
        answer = await post(client, ask(**changes), issuer.sign())
        assert (answer.status, await answer.read()) == (401, b"")
    assert f"refused: {reason}" in caplog.messages
    assert core.seen == []


async def test_a_key_without_endorsements_signs_for_no_channel(issuer: Issuer) -> None:
    issuer.keys["first"] = []
    async with running_bot(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), issuer.sign())).status == 401


async def test_a_service_url_outside_the_list_is_a_401_even_when_signed(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    url = "https://collector.example.org/"
    async with running_bot(FakeCore(), settings(issuer)) as client:
        answer = await post(client, ask(serviceUrl=url), issuer.sign(serviceurl=url))
        assert answer.status == 401
    assert "refused: ServiceUrlNotListed" in caplog.messages


@pytest.mark.parametrize("body", [b"{", b"[]", b"x" * 1_000_000])
async def test_strangers_learn_nothing_about_bodies(body: bytes, issuer: Issuer) -> None:
    async with running_bot(FakeCore(), settings(issuer)) as client:
        assert (await client.post("/api/messages", data=body)).status == 401


async def test_with_an_app_id_the_host_and_origin_headers_do_not_matter(issuer: Issuer) -> None:
    headers = {"Host": "bot.police.uk", "Origin": "https://x", "X-Forwarded-For": "203.0.113.1"}
    async with running_bot(FakeCore(), settings(issuer)) as client:
        assert (await post(client, ask(), issuer.sign(), **headers)).status == 200


# Signing keys


async def test_a_new_key_two_hours_later_is_found(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    clock = Clock()
    keys = SigningKeys(session, issuer.openid_url, clock=clock)
    assert await keys.find("first")
    issuer.keys = {"second": ["msteams"]}
    clock.now += 2 * HOUR
    found = await keys.find("second")
    assert found
    assert found.endorsements == {"msteams"}


async def test_made_up_key_ids_do_not_flood_the_key_host(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    clock = Clock()
    keys = SigningKeys(session, issuer.openid_url, clock=clock)
    for number in range(50):
        assert await keys.find(f"made-up-{number}") is None
    assert issuer.key_reads == 1
    clock.now += COOL_DOWN
    assert await keys.find("made-up") is None
    assert issuer.key_reads == 2


async def test_a_crowd_shares_one_reading(issuer: Issuer, session: aiohttp.ClientSession) -> None:
    keys = SigningKeys(session, issuer.openid_url, clock=Clock())
    found = await asyncio.gather(*(keys.find("first") for _ in range(30)))
    assert all(found)
    assert issuer.key_reads == 1


async def test_the_last_good_keys_stay_while_the_key_host_is_down(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    clock = Clock()
    keys = SigningKeys(session, issuer.openid_url, clock=clock)
    first = await keys.find("first")
    issuer.up = False
    clock.now += 3 * FRESH_FOR
    assert await keys.find("first") is first
    assert await keys.find("second") is None


async def test_a_withdrawn_key_is_gone_after_a_day(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    clock = Clock()
    keys = SigningKeys(session, issuer.openid_url, clock=clock)
    await keys.find("first")
    issuer.keys = {"second": ["msteams"]}
    clock.now += FRESH_FOR - 1
    assert await keys.find("first")
    clock.now += 1
    assert await keys.find("first") is None


async def test_a_cold_start_recovers_soon_after_the_key_host_does(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    clock = Clock()
    issuer.up = False
    keys = SigningKeys(session, issuer.openid_url, clock=clock)
    assert await keys.find("first") is None
    issuer.up = True
    assert await keys.find("first") is None
    clock.now += RETRY_AFTER
    assert await keys.find("first")


async def test_a_hanging_key_host_holds_nobody_for_long(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    issuer.hanging = True
    keys = SigningKeys(session, issuer.openid_url, time_out=0.05)
    async with asyncio.timeout(5):
        assert await keys.find("first") is None


async def test_unusable_keys_do_not_spoil_the_others(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    issuer.extra_keys = [{"kty": "EC", "kid": "curve"}, {"kty": "RSA", "kid": "bad", "n": "!"}, {}]
    keys = SigningKeys(session, issuer.openid_url)
    assert await keys.find("first")
    assert await keys.find("bad") is None


async def test_keys_are_never_read_over_plain_http(
    issuer: Issuer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.jwks_url = "http://keys.example.org/keys"
    assert await SigningKeys(session, issuer.openid_url).find("first") is None
    assert caplog.messages == ["signing keys could not be read: ValueError"]


async def test_one_caller_leaving_does_not_stop_the_reading_for_others(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    keys = SigningKeys(session, issuer.openid_url)
    leaver = asyncio.ensure_future(keys.find("first"))
    stayer = asyncio.ensure_future(keys.find("first"))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await stayer


# Addresses that may be called


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://SMBA.trafficmanager.net", True),
        ("https://europe.directline.botframework.com/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/", True),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://evil.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.example.org/", False),
        ("https://evilbotframework.com/", False),
        ("https://user@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@example.org/", False),
        ("https://example.org\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?to=x", False),
        ("https://smba.trafficmanager.net/#x", False),
        ("http://127.0.0.1:80/", False),
        ("file:///etc/passwd", False),
        ("//smba.trafficmanager.net", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_the_standard_list_of_addresses(url: str, allowed: bool) -> None:
    assert listed(SERVICE_URL_HOSTS.split(","))(url) is allowed


def test_a_listed_loopback_address_may_be_plain() -> None:
    assert listed(["127.0.0.1"])("http://127.0.0.1:5000/x")
    assert not listed(["10.0.0.1"])("http://10.0.0.1/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:5000/", True),
        ("http://localhost:56150/_connector", True),
        ("https://[::1]/", True),
        ("http://169.254.169.254/metadata", False),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.org/", False),
        ("https://smba.trafficmanager.net/", False),
    ],
)
def test_without_an_app_id_only_this_machine_is_called(url: str, allowed: bool) -> None:
    assert loopback_only()(url) is allowed


# Without an app id


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:3978"}, 200),
        ({"Host": "[::1]:3978"}, 200),
        ({"Host": "localhost:3978", "Origin": "http://localhost:3978"}, 200),
        ({"Host": "localhost:3978", "Origin": "http://localhost:8080"}, 403),
        ({"Host": "localhost:3978", "Origin": "https://localhost:3978"}, 403),
        ({"Origin": "https://attacker.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "attacker.example.org"}, 403),
        ({"Host": "127.0.0.1.attacker.example.org"}, 403),
        ({"Host": "localhost:x@attacker"}, 403),
        ({"Host": ""}, 403),
        ({"X-Forwarded-For": "127.0.0.1"}, 403),
        ({"Forwarded": "for=127.0.0.1"}, 403),
    ],
)
async def test_only_this_machine_and_its_own_page_may_talk_to_an_open_bot(
    headers: dict[str, str], status: int
) -> None:
    core = FakeCore()
    async with running_bot(core) as client:
        answer = await post(client, ask(), **headers)
        assert answer.status == status
        assert ("error" in await answer.json()) is (status == 403)
    assert bool(core.seen) is (status == 200)


async def test_the_host_header_is_checked_on_every_page() -> None:
    async with running_bot(FakeCore()) as client:
        answer = await client.get("/healthz", headers={"Host": "attacker.example.org"})
        assert answer.status == 403


@pytest.mark.parametrize("peer", ["192.168.1.5", "10.0.0.1", "::ffff:10.0.0.1", "", None])
def test_another_machine_is_refused(peer: str | None) -> None:
    request = make_mocked_request("POST", "/api/messages", {"Host": "localhost"})
    with pytest.raises(Foreign):
        check_local(request.clone(remote=peer or ""))


@pytest.mark.parametrize(
    "changes",
    [{"serviceUrl": ...}, {"serviceUrl": "https://smba.trafficmanager.net/uk/"}],
)
async def test_an_open_bot_needs_somewhere_here_to_send_replies(changes: dict[str, Any]) -> None:
    async with running_bot(FakeCore()) as client:
        answer = await post(client, message(**changes))
        assert answer.status == 400
        assert "serviceUrl" in (await answer.json())["error"]
        assert (await post(client, ask(**changes))).status == 200


async def test_an_open_bot_ignores_tokens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_bot(FakeCore()) as client:
        assert (await post(client, ask(), "anything")).status == 200
    assert "anything" not in caplog.text
