import asyncio
import base64
import hashlib
import logging
import threading
from collections.abc import AsyncIterator
from email.utils import formatdate
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from bot.activity import JsonObject, reply_to
from bot.channel import retry
from bot.channel.credentials import TRY_AGAIN, NoToken, TokenRequest, Tokens, token_request
from bot.channel.dead import DeadConversations
from bot.channel.outbound import DeadConversation, Outbound, Undelivered, open_session
from bot.channel.service_url import listed
from bot.settings import AppType, Settings
from tests.bot.certificates import certificate_file
from tests.bot.fakes import APP_ID, SECRET, Clock, Connector, Issuer, message, private_key

ANYONE = listed(["127.0.0.1"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def outbound(session: aiohttp.ClientSession, clock: Clock) -> Outbound:
    return Outbound(session, allows=ANYONE, sleep=clock.sleep, clock=clock)


def settings(issuer: Issuer, **more: Any) -> Settings:
    basic: dict[str, Any] = {"app_id": APP_ID, "app_password": SECRET}
    return Settings(**basic | {"login_url": f"{issuer.url}/botframework.com/"} | more)


def with_tokens(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> tuple[Tokens, Outbound]:
    tokens = Tokens(session, partial(token_request, settings(issuer)), clock=clock)
    return tokens, Outbound(session, allows=ANYONE, tokens=tokens, sleep=clock.sleep, clock=clock)


def reply(connector: Connector, **changes: Any) -> JsonObject:
    return reply_to(message(serviceUrl=f"{connector.url}/uk/"), text="hi") | changes


# What is called


async def test_a_reply_goes_under_the_message_it_answers(
    connector: Connector, outbound: Outbound
) -> None:
    sent = reply(connector)
    assert await outbound.send(sent) == "sent-1"
    [call] = connector.calls
    assert call.path == "/uk/v3/conversations/a%3A1xyz/activities/1485983408511"
    assert (call.method, call.body, call.token) == ("POST", sent, "")


async def test_a_new_message_goes_into_the_conversation(
    connector: Connector, outbound: Outbound
) -> None:
    await outbound.send(reply(connector, replyToId=None))
    assert connector.calls[0].path == "/uk/v3/conversations/a%3A1xyz/activities"


@pytest.mark.parametrize(
    ("conversation", "segment"),
    [
        ("19:x@thread.v2;messageid=1", "19%3Ax%40thread.v2%3Bmessageid%3D1"),
        ("a/../b?c#d %2F", "a%2F..%2Fb%3Fc%23d%20%252F"),
        ("..", "%2E%2E"),
        ("é", "%C3%A9"),
    ],
)
async def test_ids_cannot_reach_another_path(
    conversation: str, segment: str, connector: Connector, outbound: Outbound
) -> None:
    await outbound.send(reply(connector, conversation={"id": conversation}, replyToId=".."))
    assert connector.calls[0].path == f"/uk/v3/conversations/{segment}/activities/%2E%2E"


async def test_a_message_is_replaced_and_deleted(connector: Connector, outbound: Outbound) -> None:
    card = reply(connector)
    await outbound.update("1:a", card)
    await outbound.delete("1:a", card)
    put, delete = connector.calls
    assert (put.method, put.body["id"], put.body["text"]) == ("PUT", "1:a", "hi")
    assert (delete.method, delete.body) == ("DELETE", None)
    assert put.path == delete.path == "/uk/v3/conversations/a%3A1xyz/activities/1%3Aa"


async def test_typing_is_an_activity(connector: Connector, outbound: Outbound) -> None:
    await outbound.typing(message(serviceUrl=connector.url))
    [call] = connector.calls
    assert call.body["type"] == "typing"
    assert call.body["recipient"]["id"] == "29:1abc"
    assert "text" not in call.body


async def test_an_empty_answer_is_taken(connector: Connector, outbound: Outbound) -> None:
    connector.script.append("wordless")
    assert await outbound.send(reply(connector)) == ""


async def test_an_address_outside_the_list_is_never_called(
    connector: Connector, session: aiohttp.ClientSession
) -> None:
    outbound = Outbound(session, allows=listed(["smba.trafficmanager.net"]))
    with pytest.raises(Undelivered):
        await outbound.send(reply(connector))
    assert connector.calls == []


async def test_redirects_are_not_followed(connector: Connector, outbound: Outbound) -> None:
    connector.script.append((307, {"Location": f"{connector.url}/elsewhere"}))
    with pytest.raises(Undelivered) as caught:
        await outbound.send(reply(connector))
    assert caught.value.status == 307
    assert len(connector.calls) == 1


# Trying again


@pytest.mark.parametrize("status", sorted(retry.RETRYABLE))
async def test_a_passing_error_is_tried_again(
    status: int, connector: Connector, outbound: Outbound, clock: Clock
) -> None:
    connector.script.append(status)
    assert await outbound.send(reply(connector)) == "sent-2"
    assert len(clock.slept) == 1


async def test_retry_after_is_honoured(
    connector: Connector, outbound: Outbound, clock: Clock
) -> None:
    connector.script.append((429, {"Retry-After": "3"}))
    await outbound.send(reply(connector))
    assert clock.slept == [3.0]


async def test_tries_are_bounded(connector: Connector, outbound: Outbound, clock: Clock) -> None:
    connector.script.extend([503] * 20)
    with pytest.raises(Undelivered) as caught:
        await outbound.send(reply(connector))
    assert caught.value.status == 503
    assert len(connector.calls) == retry.ATTEMPTS
    assert clock.slept == sorted(clock.slept)
    assert sum(clock.slept) <= retry.PATIENCE


async def test_a_longer_wait_than_a_turn_has_is_not_begun(
    connector: Connector, outbound: Outbound, clock: Clock
) -> None:
    connector.script.append((429, {"Retry-After": str(int(retry.PATIENCE) + 1)}))
    with pytest.raises(Undelivered):
        await outbound.send(reply(connector))
    assert (len(connector.calls), clock.slept) == (1, [])


async def test_a_broken_connection_is_tried_again(connector: Connector, outbound: Outbound) -> None:
    connector.script.append("reset")
    assert await outbound.send(reply(connector)) == "sent-2"


async def test_a_connector_that_is_not_there(outbound: Outbound, clock: Clock) -> None:
    with Connector() as gone:
        lost = reply(gone)
    with pytest.raises(Undelivered) as caught:
        await outbound.send(lost)
    assert caught.value.status == 0
    assert len(clock.slept) == retry.ATTEMPTS - 1


async def test_a_silent_connector_is_given_up_and_not_asked_twice(
    connector: Connector, outbound: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = aiohttp.ClientTimeout(total=0.05)
    connector.script.append("silent")
    async with aiohttp.ClientSession(timeout=hasty) as impatient:
        with pytest.raises(Undelivered):
            await Outbound(impatient, allows=ANYONE).send(reply(connector))
    assert len(connector.calls) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_conversation_the_bot_was_removed_from_is_dead(
    status: int, connector: Connector, outbound: Outbound
) -> None:
    connector.script.append(status)
    with pytest.raises(DeadConversation) as caught:
        await outbound.send(reply(connector))
    assert caught.value.status == status
    assert len(connector.calls) == 1


async def test_a_dead_conversation_is_remembered_until_it_is_heard_from(
    connector: Connector, outbound: Outbound
) -> None:
    connector.script.append((403, "BotDisabledByAdmin"))
    for _ in range(3):
        with pytest.raises(DeadConversation) as caught:
            await outbound.send(reply(connector))
        assert caught.value.status == 403
    assert len(connector.calls) == 1
    await outbound.send(reply(connector, conversation={"id": "a:another"}))
    outbound.heard(message())
    await outbound.send(reply(connector))
    assert len(connector.taken) == 2


def test_only_so_many_dead_conversations_are_remembered() -> None:
    dead = DeadConversations(remembered=2)
    for name in ("a", "b", "c"):
        dead.add(name, 404)
    assert [dead.status(name) for name in ("a", "b", "c")] == [None, 404, 404]


async def test_the_answer_to_a_deleted_message_goes_into_the_conversation(
    connector: Connector, outbound: Outbound
) -> None:
    connector.script.append((404, "ActivityNotFoundInConversation"))
    await outbound.send(reply(connector))
    await outbound.send(reply(connector))
    assert [call.path.count("/activities/") for call in connector.calls] == [1, 0, 1]


async def test_the_log_names_the_connectors_error_and_quotes_nothing(
    connector: Connector, outbound: Outbound, caplog: pytest.LogCaptureFixture
) -> None:
    connector.script.extend([(400, "BadSyntax"), (400, "Dear John Smith,\nforged: line")])
    for _ in range(2):
        with pytest.raises(Undelivered):
            await outbound.send(reply(connector))
    assert [text.strip() for text in caplog.messages] == [
        "connector answered 400 BadSyntax",
        "connector answered 400",
    ]


async def test_a_message_that_is_gone_does_not_make_its_conversation_dead(
    connector: Connector, outbound: Outbound
) -> None:
    connector.script.append(404)
    with pytest.raises(Undelivered) as caught:
        await outbound.update("1", reply(connector))
    assert not isinstance(caught.value, DeadConversation)


@pytest.mark.parametrize("status", [400, 413])
async def test_a_lasting_error_is_not_tried_again(
    status: int, connector: Connector, outbound: Outbound
) -> None:
    connector.script.append(status)
    with pytest.raises(Undelivered):
        await outbound.send(reply(connector))
    assert len(connector.calls) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("7", 7),
        ("-1", 0),
        ("soon", 0),
        ("²", 0),
        (formatdate(1010.0, usegmt=True), 10),
        (formatdate(900.0, usegmt=True), 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float) -> None:
    assert retry.retry_after(header, now=lambda: 1000.0) == seconds


def test_waits_double_and_vary_by_a_fifth() -> None:
    assert retry.waits(lambda: 0.5) == [0.5, 1.0, 2.0]
    assert retry.waits(lambda: 0.0) == pytest.approx([0.4, 0.8, 1.6])


# The bot's own tokens


async def test_one_token_serves_a_crowd(
    connector: Connector, issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    _, outbound = with_tokens(issuer, session, clock)
    await asyncio.gather(*(outbound.send(reply(connector)) for _ in range(20)))
    assert {call.token for call in connector.calls} == {"token-1"}
    [form] = issuer.token_forms
    assert form["path"] == "/botframework.com/oauth2/v2.0/token"
    assert form["grant_type"] == "client_credentials"
    assert (form["client_id"], form["client_secret"]) == (APP_ID, SECRET)
    assert form["scope"] == "https://api.botframework.com/.default"


@pytest.mark.parametrize(("lifetime", "renewed"), [(3600, 3300), (100, 50)])
async def test_a_token_is_renewed_before_it_expires(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock, lifetime: int, renewed: int
) -> None:
    issuer.lifetime = lifetime
    tokens, _ = with_tokens(issuer, session, clock)
    assert await tokens.get() == "token-1"
    clock.now += renewed - 1
    assert await tokens.get() == "token-1"
    clock.now += 1
    assert await tokens.get() == "token-2"


async def test_a_token_still_good_is_used_while_the_directory_is_down(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens, _ = with_tokens(issuer, session, clock)
    await tokens.get()
    issuer.up = False
    clock.now += 3500
    asked = len(issuer.token_forms)
    for _ in range(5):
        assert await tokens.get() == "token-1"
    assert len(issuer.token_forms) == asked + 1
    assert tokens.trouble() == "cannot be renewed; the present one still serves"
    clock.now += TRY_AGAIN
    assert await tokens.get() == "token-1"
    assert len(issuer.token_forms) == asked + 2
    clock.now += 100
    with pytest.raises(NoToken):
        await tokens.get()


async def test_no_token_means_undelivered_and_no_call(
    connector: Connector, issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    issuer.up = False
    _, outbound = with_tokens(issuer, session, clock)
    with pytest.raises(Undelivered):
        await outbound.send(reply(connector))
    assert connector.calls == []


async def test_a_token_turned_away_is_replaced_once(
    connector: Connector, issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    _, outbound = with_tokens(issuer, session, clock)
    connector.script.append(401)
    await outbound.send(reply(connector))
    assert [call.token for call in connector.calls] == ["token-1", "token-2"]
    connector.script.extend([401, 401])
    with pytest.raises(Undelivered) as caught:
        await outbound.send(reply(connector))
    assert caught.value.status == 401
    assert len(connector.calls) == 4


async def test_a_managed_identity_asks_its_platform(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    managed = settings(
        issuer,
        app_type=AppType.MANAGED_IDENTITY,
        identity_endpoint=f"{issuer.url}/identity",
        identity_header="from the platform",
    )
    assert await Tokens(session, partial(token_request, managed), clock=clock).get() == "token-1"
    [form] = issuer.token_forms
    assert form["X-IDENTITY-HEADER"] == "from the platform"
    assert (form["resource"], form["client_id"]) == ("https://api.botframework.com", APP_ID)


def test_a_virtual_machine_is_asked_its_own_way(issuer: Issuer) -> None:
    request = token_request(settings(issuer, app_type=AppType.MANAGED_IDENTITY))
    assert request.headers == {"Metadata": "true"}
    assert request.url.startswith("http://169.254.169.254/")


async def test_a_certificate_signs_instead_of_a_secret(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock, tmp_path: Path
) -> None:
    pem = certificate_file(tmp_path / "bot.pem")
    known = settings(issuer, app_password="", certificate_file=pem)
    tokens = Tokens(session, partial(token_request, known), clock=clock)
    assert await tokens.get() == "token-1"
    [form] = issuer.token_forms
    assert "client_secret" not in form
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    claims = jwt.decode(
        form["client_assertion"],
        private_key("first").public_key(),
        algorithms=["PS256"],
        audience=f"{issuer.url}/botframework.com/oauth2/v2.0/token",
        issuer=APP_ID,
        options={"require": ["exp", "nbf", "jti", "sub"]},
    )
    assert claims["sub"] == APP_ID
    der = load_pem_x509_certificate(pem.read_bytes()).public_bytes(Encoding.DER)
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    assert jwt.get_unverified_header(form["client_assertion"])["x5t#S256"] == thumbprint


async def test_a_renewed_certificate_is_taken_up_with_the_next_token(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock, tmp_path: Path
) -> None:
    pem = certificate_file(tmp_path / "bot.pem")
    known = settings(issuer, app_password="", certificate_file=pem)
    tokens = Tokens(session, partial(token_request, known), clock=clock)
    await tokens.get()
    certificate_file(pem, key="second")
    clock.now += 3600
    assert await tokens.get() == "token-2"
    first, second = (jwt.get_unverified_header(f["client_assertion"]) for f in issuer.token_forms)
    assert first["x5t#S256"] != second["x5t#S256"]


async def test_a_certificate_taken_away_means_no_token_and_no_word_of_it(
    issuer: Issuer,
    session: aiohttp.ClientSession,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    pem = certificate_file(tmp_path / "bot.pem")
    known = settings(issuer, app_password="", certificate_file=pem)
    pem.unlink()
    with pytest.raises(NoToken):
        await Tokens(session, partial(token_request, known), clock=clock).get()
    assert "no token from the directory: BadCertificate" in caplog.messages
    assert "PRIVATE" not in caplog.text


async def test_the_loop_goes_on_while_a_token_is_made(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slowly() -> TokenRequest:
        asked.set()
        assert go_on.wait(10)
        return token_request(settings(issuer))

    tokens = asyncio.ensure_future(Tokens(session, slowly).get())
    await asyncio.to_thread(asked.wait, 10)  # would hang, were the loop waiting for the request
    go_on.set()
    assert await tokens == "token-1"


def test_a_token_request_shows_no_secret(issuer: Issuer) -> None:
    assert SECRET not in repr(token_request(settings(issuer)))


async def test_the_client_is_built_as_the_settings_say(
    connector: Connector, issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    await Outbound.build(Settings(), session).send(reply(connector))
    known = settings(issuer, service_url_hosts=("127.0.0.1",))
    await Outbound.build(known, session).send(reply(connector))
    assert [call.token for call in connector.calls] == ["", "token-1"]
    with pytest.raises(Undelivered):
        await Outbound.build(settings(issuer), session).send(reply(connector))


@pytest.mark.parametrize("proxied", [True, False])
async def test_a_forces_proxy_is_used_where_it_is_asked_for(
    proxied: bool, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", connector.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Connector() as direct:
        async with open_session(proxied=proxied) as session:
            await session.get(f"{direct.url}/spared")
            if proxied:
                await session.get("http://connector.example.org/elsewhere")
        assert [call.path for call in direct.calls] == ["/spared"]
    assert [call.path for call in connector.calls] == (
        ["http://connector.example.org/elsewhere"] if proxied else []
    )
