"""The keys that requests are signed with: read once, renewed, shared, and not for ever."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.channel.keys import COOL_DOWN, FRESH_FOR, KEEP_FOR, RETRY_AFTER, SigningKeys
from bot.channel.outbound import open_session
from tests.bot.fakes import Clock, Issuer

HOUR = 3600


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(issuer: Issuer, session: aiohttp.ClientSession, clock: Clock) -> SigningKeys:
    return SigningKeys(session, issuer.openid_url, clock=clock)


async def test_a_new_key_two_hours_later_is_found(
    issuer: Issuer, keys: SigningKeys, clock: Clock
) -> None:
    assert await keys.find("first")
    issuer.keys = {"second": ["msteams"]}
    clock.now += 2 * HOUR
    found = await keys.find("second")
    assert found
    assert found.endorsements == {"msteams"}


async def test_made_up_key_ids_do_not_flood_the_key_host(
    issuer: Issuer, keys: SigningKeys, clock: Clock
) -> None:
    for number in range(50):
        assert await keys.find(f"made-up-{number}") is None
    assert issuer.key_reads == 1
    clock.now += COOL_DOWN
    assert await keys.find("made-up") is None
    assert issuer.key_reads == 2


async def test_a_crowd_shares_one_reading(issuer: Issuer, keys: SigningKeys) -> None:
    found = await asyncio.gather(*(keys.find("first") for _ in range(30)))
    assert all(found)
    assert issuer.key_reads == 1


async def test_the_last_good_keys_stay_while_the_key_host_is_down(
    issuer: Issuer, keys: SigningKeys, clock: Clock
) -> None:
    first = await keys.find("first")
    issuer.up = False
    clock.now += FRESH_FOR + KEEP_FOR - 1
    assert await keys.find("first") is first
    assert await keys.find("second") is None
    assert keys.known
    assert keys.trouble() == "cannot be read; the known ones still serve"


async def test_the_last_good_keys_do_not_stay_for_ever(
    issuer: Issuer, keys: SigningKeys, clock: Clock
) -> None:
    await keys.find("first")
    issuer.up = False
    clock.now += FRESH_FOR + KEEP_FOR
    assert await keys.find("first") is None
    issuer.up = True
    clock.now += RETRY_AFTER
    assert await keys.find("first")
    assert keys.trouble() == ""


async def test_a_withdrawn_key_is_gone_after_a_day(
    issuer: Issuer, keys: SigningKeys, clock: Clock
) -> None:
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
