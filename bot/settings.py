"""The bot's settings, read once from environment variables.

With none set, the bot runs on this machine only, with the chat page and no authentication.

| name | default | meaning |
| --- | --- | --- |
| `HOST` | `127.0.0.1` | address to listen on; anything but this machine needs an app id |
| `PORT` | `3978` | port to listen on; 0 takes a free one |
| `DATABASE_URL` | a SQLite file in `data/` | where encounters are kept |
| `CONTENT_DIR` | `content` | folder of the guidance |
| `FORCE` | none | id of the force overlay |
| `LIVE` | `no` | `yes` refuses to start while a local slot of the content is empty |
| `MicrosoftAppId` | none | the bot's app id; switches authentication on and the chat page off |
| `MicrosoftAppPassword` | none | its client secret |
| `MicrosoftAppType` | `MultiTenant` | or `SingleTenant`, or `UserAssignedMSI` (no secret) |
| `MicrosoftAppTenantId` | none | its directory; needed for `SingleTenant` |
| `SERVICE_URL_HOSTS` | Teams and Bot Framework | hosts replies may go to, comma separated |
| `ToBotFromChannelTokenIssuer` | public cloud | who signs the requests that reach the bot |
| `ToBotFromChannelOpenIdMetadataUrl` | public cloud | where that signer's keys are published |
| `ToChannelFromBotLoginUrl` | from the app type | directory that gives the bot its own tokens |
| `ToChannelFromBotOAuthScope` | public cloud | what those tokens are for |
| `IDENTITY_ENDPOINT` | the virtual machine's | managed identity; set by Azure, not by hand |
| `IDENTITY_HEADER` | none | goes with `IDENTITY_ENDPOINT`; set by Azure |

`SERVICE_URL_HOSTS` defaults to `smba.trafficmanager.net`, `*.botframework.com` and
`*.teams.microsoft.com`. Never list `*.trafficmanager.net`: anyone can take a name there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from yarl import URL

from bot.channel.service_url import is_loopback

ROOT = Path(__file__).resolve().parent.parent
SERVICE_URL_HOSTS = "smba.trafficmanager.net,*.botframework.com,*.teams.microsoft.com"
TOKEN_ISSUER = "https://api.botframework.com"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
OAUTH_SCOPE = "https://api.botframework.com/.default"
LOGIN = "https://login.microsoftonline.com"
MACHINE_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_HOST_PATTERN = re.compile(r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|[0-9a-fA-F:]+")
_FLAGS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(
    ("0", "false", "no", "off"), False
)


class AppType(StrEnum):
    """How the bot is registered, which decides where it gets its own tokens."""

    MULTI_TENANT = "MultiTenant"
    SINGLE_TENANT = "SingleTenant"
    MANAGED_IDENTITY = "UserAssignedMSI"


class SettingsError(ValueError):
    """The settings cannot be used. ``problems`` lists every reason; none quotes a secret."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that passed every check; the module's table says what each means."""

    host: str = "127.0.0.1"
    port: int = 3978
    database_url: str = field(default=f"sqlite:///{ROOT}/data/encounters.db", repr=False)
    content_dir: Path = ROOT / "content"
    force: str = ""
    live: bool = False
    app_id: str = ""
    app_password: str = field(default="", repr=False)
    app_type: AppType = AppType.MULTI_TENANT
    tenant_id: str = ""
    service_url_hosts: tuple[str, ...] = tuple(SERVICE_URL_HOSTS.split(","))
    token_issuer: str = TOKEN_ISSUER
    openid_url: str = OPENID_URL
    login_url: str = f"{LOGIN}/botframework.com"
    oauth_scope: str = OAUTH_SCOPE
    identity_endpoint: str = MACHINE_IDENTITY
    identity_header: str = field(default="", repr=False)

    @property
    def chat_page(self) -> bool:
        """Whether the page and its endpoint exist: only while nothing is authenticated."""
        return not self.app_id

    @staticmethod
    def load(environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings in these variables. Raises SettingsError with every problem at once."""
        read = _Reader(environ)
        settings = _build(read)
        problems = [*read.problems, *_combinations(settings)]
        if problems:
            raise SettingsError(problems)
        return settings


def _build(read: _Reader) -> Settings:
    default = Settings()
    app_type = read.app_type()
    tenant = read.text("MicrosoftAppTenantId", "", _TENANT, "a directory id or domain name")
    home = tenant if app_type is AppType.SINGLE_TENANT and tenant else "botframework.com"
    return Settings(
        host=read.text("HOST", default.host),
        port=read.port(default.port),
        database_url=read.text("DATABASE_URL", default.database_url),
        content_dir=read.folder("CONTENT_DIR", default.content_dir),
        force=read.text("FORCE", "", _SLUG, "an overlay id: small letters, digits and dashes"),
        live=read.flag("LIVE"),
        app_id=read.text("MicrosoftAppId", "", _GUID, "an app id"),
        app_password=read.text("MicrosoftAppPassword"),
        app_type=app_type,
        tenant_id=tenant,
        service_url_hosts=read.hosts("SERVICE_URL_HOSTS", SERVICE_URL_HOSTS),
        token_issuer=read.text("ToBotFromChannelTokenIssuer", TOKEN_ISSUER),
        openid_url=read.url("ToBotFromChannelOpenIdMetadataUrl", OPENID_URL),
        login_url=read.url("ToChannelFromBotLoginUrl", f"{LOGIN}/{home}"),
        oauth_scope=read.text("ToChannelFromBotOAuthScope", OAUTH_SCOPE),
        identity_endpoint=read.text("IDENTITY_ENDPOINT", MACHINE_IDENTITY),
        identity_header=read.text("IDENTITY_HEADER"),
    )


def _combinations(it: Settings) -> list[str]:
    """Problems that show only when settings are read together."""
    managed = it.app_type is AppType.MANAGED_IDENTITY
    wrong = {
        "MicrosoftAppId is needed to listen anywhere but on this machine (HOST)": (
            not it.app_id and not is_loopback(it.host)
        ),
        "MicrosoftAppId is missing while other Microsoft settings are there": (
            not it.app_id and bool(it.app_password or it.tenant_id)
        ),
        "MicrosoftAppPassword is missing": (
            bool(it.app_id) and not managed and not it.app_password
        ),
        "MicrosoftAppTenantId is needed for SingleTenant": (
            it.app_type is AppType.SINGLE_TENANT and not it.tenant_id
        ),
    }
    return [problem for problem, applies in wrong.items() if applies]


class _Reader:
    """Reads variables, noting every problem instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(
        self, name: str, default: str = "", shape: re.Pattern[str] | None = None, what: str = ""
    ) -> str:
        value = self._environ.get(name, "").strip()
        if value and shape and not shape.fullmatch(value):
            self.problems.append(f"{name} is not {what}")
        return value or default

    def port(self, default: int) -> int:
        value = self.text("PORT", str(default))
        if re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= 65535:
            return int(value)
        self.problems.append("PORT is not a number from 0 to 65535")
        return default

    def flag(self, name: str) -> bool:
        value = self.text(name, "no").lower()
        if value not in _FLAGS:
            self.problems.append(f"{name} is neither yes nor no")
        return _FLAGS.get(value, False)

    def folder(self, name: str, default: Path) -> Path:
        value = Path(self.text(name, str(default)))
        if not value.is_dir():
            self.problems.append(f"{name} is not a folder: {value}")
        return value

    def app_type(self) -> AppType:
        value = self.text("MicrosoftAppType", AppType.MULTI_TENANT)
        if value not in set(AppType):
            self.problems.append(f"MicrosoftAppType is none of {', '.join(AppType)}")
            return AppType.MULTI_TENANT
        return AppType(value)

    def hosts(self, name: str, default: str) -> tuple[str, ...]:
        hosts = tuple(host.strip() for host in self.text(name, default).split(","))
        if not all(_HOST_PATTERN.fullmatch(host) for host in hosts):
            self.problems.append(f"{name} is not a comma-separated list of hosts")
        return hosts

    def url(self, name: str, default: str) -> str:
        """An address that secrets or keys travel to or from, so https unless on this machine."""
        value = self.text(name, default)
        if not is_safe(value):
            self.problems.append(f"{name} is not an https address")
        return value


def is_safe(address: str) -> bool:
    """Whether an address is https, or plain http to this machine."""
    try:
        url = URL(address)
    except ValueError:
        return False
    return bool(url.host) and (
        url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host))
    )
