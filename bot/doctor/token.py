"""Whether the directory gives the bot a token of its own, and what it says if not."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import aiohttp
import jwt
from yarl import URL

from bot.channel.certificate import BadCertificate
from bot.channel.credentials import send, token_request
from bot.doctor.finding import Finding, fail, ok
from bot.settings import AppType, Settings

_SECRETS = "In the app registration, under Certificates & secrets,"
# The directory's error codes that a wrong setting leads to, with what to do.
_KNOWN = {
    "7000215": (
        "the client secret is wrong",
        f"{_SECRETS} copy the column Value (not Secret ID) into MicrosoftAppPassword.",
    ),
    "7000222": (
        "the client secret has expired",
        f"{_SECRETS} make a new one and set MicrosoftAppPassword and SECRET_EXPIRES.",
    ),
    "700016": (
        "the directory does not know this app id",
        "Check MicrosoftAppId and MicrosoftAppTenantId; for a bot of one tenant MicrosoftAppType "
        "has to be SingleTenant.",
    ),
    "90002": (
        "there is no such directory",
        "Copy Directory (tenant) ID from the app registration's Overview.",
    ),
    "900023": (
        "MicrosoftAppTenantId is no directory's id or domain",
        "Copy Directory (tenant) ID from the app registration's Overview.",
    ),
    "700027": (
        "the certificate is not one of the app registration's",
        f"{_SECRETS} upload the certificate in MicrosoftAppCertificateFile.",
    ),
    "70011": (
        "what the token is for is not known there",
        "Leave ToChannelFromBotOAuthScope out.",
    ),
    "53003": (
        "a conditional access policy forbids it",
        "Let the policy allow this workload identity from where the bot runs.",
    ),
}
_CODE = re.compile(r"AADSTS(\d{4,8})")
_CREDENTIAL = "Check MicrosoftAppId, MicrosoftAppTenantId and the secret or certificate."
_IDENTITY = (
    "Assign the user-assigned identity to where the bot runs, and set MicrosoftAppId to the "
    "identity's client id."
)


async def check(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Ask for one token and say what came."""
    if not settings.app_id:
        return
    managed = settings.app_type is AppType.MANAGED_IDENTITY
    try:
        ask = token_request(settings)
        async with send(session, ask) as response:
            status, text = response.status, await response.text()
    except BadCertificate as error:
        todo = "Put a certificate with its key there, both in PEM form."
        yield fail("token", f"The certificate cannot be used: {error}.", todo)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        host = URL(settings.identity_endpoint if managed else settings.login_url).host
        said = f"No token: {host} cannot be reached ({type(error).__name__})."
        todo = _IDENTITY if managed else f"Let this machine reach {host} on port 443."
        yield fail("token", said, todo)
    else:
        yield _given(settings, text) if status == 200 else _refused(status, text, managed=managed)


def _given(settings: Settings, text: str) -> Finding:
    token = _parsed(text).get("access_token")
    if not token or not isinstance(token, str):
        said = "The directory answered without a token."
        return fail("token", said, "Check ToChannelFromBotLoginUrl; the default is right.")
    owner = _owner(token)
    if owner and owner.lower() != settings.app_id.lower():
        said = f"The token is for another app, {owner}."
        return fail("token", said, "Set MicrosoftAppId to the id that the bot is registered with.")
    return ok("token", "The directory gives the bot its token.")


def _refused(status: int, text: str, *, managed: bool) -> Finding:
    code = _CODE.search(text)
    found = _KNOWN.get(code[1]) if code else None
    if found:
        return fail("token", f"No token: {found[0]} (AADSTS{code and code[1]}).", found[1])
    told = f", AADSTS{code[1]}" if code else ""
    said = f"No token: the answer was {status}{told}."
    return fail("token", said, _IDENTITY if managed else _CREDENTIAL)


def _parsed(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _owner(token: str) -> str:
    """The app a token was given to; "" when it cannot be read, which it need not be."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return ""
    return str(claims.get("appid") or claims.get("azp") or "")
