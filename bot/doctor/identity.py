"""Settings of the bot's identity that are well formed and still wrong. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator

from bot.clouds import CLOUDS
from bot.doctor.finding import Finding, fail, ok, warn
from bot.settings import GUID, AppType, Settings

_PORTAL = "In the app registration, under Certificates & secrets,"
_PLACEHOLDERS = ("<", "your", "changeme", "change-me", "xxx")


def check(settings: Settings) -> Iterator[Finding]:
    """Everything about ids, secret, tenant and cloud."""
    if not settings.app_id:
        yield warn(
            "app-id",
            "There is no app id: the bot answers this machine only, with the chat page.",
            "For Teams, set MicrosoftAppId to the app registration's Application (client) ID.",
        )
        return
    yield from _secret(settings)
    yield from _tenant(settings)
    yield from _people(settings)
    yield from _cloud(settings)
    if settings.own_openid_url:
        yield warn(
            "test-tool",
            "Tokens of the bot's own directory are admitted, as test tools send them.",
            "Remove ToBotFromEmulatorOpenIdMetadataUrl where real officers use the bot.",
        )


def _secret(settings: Settings) -> Iterator[Finding]:
    secret = settings.app_password
    if not secret:
        return
    if GUID.fullmatch(secret):
        yield fail(
            "secret",
            "MicrosoftAppPassword has the form of a secret's id, not of its value.",
            f"{_PORTAL} copy the column Value. It is shown once: if it is gone, make a new secret.",
        )
    elif secret[0] in "'\"" or secret.lower().startswith(_PLACEHOLDERS):
        yield fail(
            "secret",
            "MicrosoftAppPassword is in quotation marks or still a placeholder.",
            f"{_PORTAL} copy the column Value, and set it without quotation marks.",
        )
    else:
        yield ok("secret", "The client secret has the form of a value.")


def _tenant(settings: Settings) -> Iterator[Finding]:
    tenant = settings.tenant_id
    if tenant and tenant.lower() == settings.app_id.lower():
        yield fail(
            "tenant",
            "MicrosoftAppTenantId and MicrosoftAppId are the same id.",
            "Copy both from the app registration's Overview: Directory (tenant) ID and "
            "Application (client) ID.",
        )
    elif tenant and settings.app_type is AppType.MULTI_TENANT:
        yield warn(
            "tenant",
            "MicrosoftAppTenantId is set, but MicrosoftAppType is MultiTenant, which ignores it.",
            "Set MicrosoftAppType to what the bot resource says under Configuration; new bots are "
            "SingleTenant or UserAssignedMSI.",
        )
    else:
        yield ok("tenant", f"The bot is registered as {settings.app_type}.")


def _people(settings: Settings) -> Iterator[Finding]:
    if not settings.tenants:
        yield warn(
            "tenants",
            "ALLOWED_TENANTS is empty: people of any organisation may use the bot.",
            "Set it to your Directory (tenant) ID.",
        )


def _cloud(settings: Settings) -> Iterator[Finding]:
    wanted = _ending(CLOUDS[settings.cloud].token_issuer)
    addresses = {
        "ToBotFromChannelTokenIssuer": settings.token_issuer,
        "ToBotFromChannelOpenIdMetadataUrl": settings.openid_url,
        "ToChannelFromBotLoginUrl": settings.login_url,
        "ToChannelFromBotOAuthScope": settings.oauth_scope,
    }
    foreign = {name for name, one in addresses.items() if _ending(one) not in (wanted, "")}
    if foreign:
        yield fail(
            "cloud",
            f"{' and '.join(sorted(foreign))} belong to another cloud than {settings.cloud}.",
            "Set CLOUD to Public, USGov or USGovDoD and leave the single addresses out.",
        )
    else:
        yield ok("cloud", f"All addresses belong to one cloud: {settings.cloud}.")


def _ending(address: str) -> str:
    """The last part of a Microsoft address's name, which tells its cloud; "" for any other."""
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    return host.rpartition(".")[2] if "microsoft" in host or "botframework" in host else ""
