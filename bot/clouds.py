"""The addresses of Microsoft's clouds: who signs, who gives tokens, where replies go.

One name chooses a set that belongs together, as a bot that mixes two clouds is refused by both.
The names are those of Microsoft's own SDKs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud.

    Attributes:
        login: the directory, without a tenant.
        login_tenant: the tenant in it that gives tokens to multi-tenant bots.
        token_issuer: what the Bot Connector calls itself in its tokens.
        openid_url: where the Bot Connector's keys are published.
        oauth_scope: what the bot's own tokens are for.
        service_url_hosts: where Teams and the Bot Connector take replies.
    """

    login: str
    login_tenant: str
    token_issuer: str
    openid_url: str
    oauth_scope: str
    service_url_hosts: tuple[str, ...]


PUBLIC = Cloud(
    login="https://login.microsoftonline.com",
    login_tenant="botframework.com",
    token_issuer="https://api.botframework.com",
    openid_url="https://login.botframework.com/v1/.well-known/openidconfiguration",
    oauth_scope="https://api.botframework.com/.default",
    service_url_hosts=("smba.trafficmanager.net", "*.botframework.com", "*.teams.microsoft.com"),
)
US_GOVERNMENT = Cloud(
    login="https://login.microsoftonline.us",
    login_tenant="MicrosoftServices.onmicrosoft.us",
    token_issuer="https://api.botframework.us",
    openid_url="https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    oauth_scope="https://api.botframework.us/.default",
    service_url_hosts=("*.teams.microsoft.us", "*.botframework.azure.us"),
)
CLOUDS: Mapping[str, Cloud] = {
    "Public": PUBLIC,
    "USGov": US_GOVERNMENT,
    "USGovDoD": US_GOVERNMENT,
}
