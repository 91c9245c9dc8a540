"""The bot's settings. They are read once, from environment variables (``bot.environment``).

With none set, the bot runs on this machine only, with the chat page and no authentication.

| name | default | meaning |
| --- | --- | --- |
| `HOST` | `127.0.0.1` | address to listen on; anything but this machine needs an app id |
| `PORT` | `3978` | port to listen on; 0 takes a free one |
| `DATABASE_URL` | a SQLite file in `data/` | where encounters are kept; or `postgresql://…` |
| `KEEP_MESSAGES` | `7` | days that the replies to a message are kept |
| `KEEP_CLOSED` | `31` | days that a closed encounter is kept after its last change |
| `KEEP_OPEN` | `92` | days that an encounter nobody closed is kept after its last change |
| `KEEP_TRAINING` | `365` | days that an exercise is kept after its last decision |
| `QUIET_HOURS` | `22:00-07:00` | hours without reminders and quick checks, UK time; or `none` |
| `CONTENT_DIR` | `content` | folder of the guidance, and of what questions are understood by |
| `FORCE` | none | id of the force overlay |
| `LIVE` | `no` | `yes` refuses to start while a local slot of the content is empty |
| `HOST_SDK` | `botbuilder` | or `agents`: the Microsoft SDK that the bot runs in |
| `METRICS_TOKEN` | none | secret to read `/metrics` with; without one only this machine can |
| `LOG_FORMAT` | `text` | or `json`: one JSON object on each line, for a log collector |
| `LOG_LEVEL` | `info` | or `debug` (a line for each turn), `warning`, `error` |
| `LOG_ID_KEY` | made up at each start | key of the hashes that stand for ids in the log |
| `MicrosoftAppId` | none | the bot's app id; switches authentication on and the chat page off |
| `MicrosoftAppType` | `MultiTenant` | or `SingleTenant`, or `UserAssignedMSI` (no secret) |
| `MicrosoftAppTenantId` | none | its directory; needed for `SingleTenant` |
| `MicrosoftAppPassword` | none | its client secret |
| `SECRET_EXPIRES` | none | day that secret ends, like `2027-03-31`; `doctor` warns ahead |
| `MicrosoftAppCertificateFile` | none | instead of a secret: its certificate, a PEM file |
| `MicrosoftAppCertificateKeyFile` | the same file | its private key, in PEM form without password |
| `CLOUD` | `Public` | or `USGov`, `USGovDoD`: where all the addresses below are |
| `ALLOWED_TENANTS` | the bot's own directory | ids of the directories whose people may ask |
| `ROLES_DIR` | none | folder of CSV files, one for each role, with the object ids of its people |
| `RATE_PER_PERSON` | 240 with an app id | messages a minute from one person; 0 is no limit |
| `RATE_PER_TENANT` | 6000 with an app id | messages a minute from one directory; 0 is no limit |
| `SERVICE_URL_HOSTS` | Teams and Bot Framework | hosts replies may go to, comma separated |
| `ToBotFromChannelTokenIssuer` | from the cloud | who signs the requests that reach the bot |
| `ToBotFromChannelOpenIdMetadataUrl` | from the cloud | where that signer's keys are published |
| `ToBotFromEmulatorOpenIdMetadataUrl` | none | directory's keys, to admit a test tool |
| `ToChannelFromBotLoginUrl` | from cloud and type | directory that gives the bot its tokens |
| `ToChannelFromBotOAuthScope` | from the cloud | what those tokens are for |
| `IDENTITY_ENDPOINT` | the virtual machine's | managed identity; set by Azure, not by hand |
| `IDENTITY_HEADER` | none | goes with `IDENTITY_ENDPOINT`; set by Azure |

In the public cloud `SERVICE_URL_HOSTS` is `smba.trafficmanager.net`, `*.botframework.com` and
`*.teams.microsoft.com`. Never list `*.trafficmanager.net`: anyone can take a name there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.clouds import PUBLIC
from bot.host import choice
from bot.observing import logs
from bot.storage.retention import Keep
from dialogs.reminders import Quiet

ROOT = Path(__file__).resolve().parent.parent
MACHINE_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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
    keep: Keep = Keep()
    quiet: Quiet = Quiet()
    content_dir: Path = ROOT / "content"
    force: str = ""
    live: bool = False
    host_sdk: str = choice.BOTBUILDER
    metrics_token: str = field(default="", repr=False)
    log_format: str = logs.TEXT
    log_level: str = "info"
    log_id_key: str = field(default="", repr=False)
    app_id: str = ""
    app_type: AppType = AppType.MULTI_TENANT
    tenant_id: str = ""
    app_password: str = field(default="", repr=False)
    secret_expires: date | None = None
    certificate_file: Path | None = None
    certificate_key_file: Path | None = None
    allowed_tenants: tuple[str, ...] = ()
    roles_dir: Path | None = None
    rate_per_person: int = 0
    rate_per_tenant: int = 0
    cloud: str = "Public"
    service_url_hosts: tuple[str, ...] = PUBLIC.service_url_hosts
    token_issuer: str = PUBLIC.token_issuer
    openid_url: str = PUBLIC.openid_url
    own_openid_url: str = ""
    login_url: str = f"{PUBLIC.login}/{PUBLIC.login_tenant}"
    oauth_scope: str = PUBLIC.oauth_scope
    identity_endpoint: str = MACHINE_IDENTITY
    identity_header: str = field(default="", repr=False)

    @property
    def chat_page(self) -> bool:
        """Whether the page and its endpoint exist: only while nothing is authenticated."""
        return not self.app_id

    @property
    def tenants(self) -> tuple[str, ...]:
        """The directories whose people may ask; none named means any."""
        return self.allowed_tenants or ((self.tenant_id,) if self.tenant_id else ())
