"""The bot's settings, read once from environment variables.

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
| `QUIET_HOURS` | `22:00-07:00` | hours without reminders, United Kingdom time; or `none` |
| `CONTENT_DIR` | `content` | folder of the guidance |
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

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.channel.certificate import BadCertificate, Certificate
from bot.channel.service_url import is_loopback
from bot.clouds import CLOUDS, PUBLIC
from bot.host import choice
from bot.observing import logs
from bot.setting_reader import Reader
from bot.storage import address
from bot.storage.retention import Keep
from dialogs.reminders import Quiet

ROOT = Path(__file__).resolve().parent.parent
MACHINE_IDENTITY = "http://169.254.169.254/metadata/identity/oauth2/token"

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


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

    @staticmethod
    def load(environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings in these variables. Raises SettingsError with every problem at once."""
        settings, problems = Settings.examine(environ)
        if problems:
            raise SettingsError(problems)
        return settings

    @staticmethod
    def examine(environ: Mapping[str, str]) -> tuple[Settings, list[str]]:
        """The settings as far as they can be read, and every problem with them."""
        read = Reader(environ)
        settings = _build(read)
        database = address.problems(settings.database_url)
        missing = filter(None, [choice.problem(settings.host_sdk)])
        return settings, [*read.problems, *_combinations(settings), *database, *missing]


def _build(read: Reader) -> Settings:
    default = Settings()
    app_type = AppType(read.one_of("MicrosoftAppType", AppType, AppType.MULTI_TENANT))
    tenant = read.text("MicrosoftAppTenantId", "", _TENANT, "a directory id or domain name")
    app_id = read.text("MicrosoftAppId", "", GUID, "an app id")
    name = read.one_of("CLOUD", CLOUDS, "Public")
    cloud = CLOUDS[name]
    home = tenant if app_type is AppType.SINGLE_TENANT and tenant else cloud.login_tenant
    return Settings(
        host=read.text("HOST", default.host),
        port=read.port(default.port),
        database_url=read.text("DATABASE_URL", default.database_url),
        keep=Keep(
            turns=read.days("KEEP_MESSAGES", default.keep.turns),
            closed=read.days("KEEP_CLOSED", default.keep.closed),
            left=read.days("KEEP_OPEN", default.keep.left),
            trained=read.days("KEEP_TRAINING", default.keep.trained),
        ),
        quiet=read.quiet(default.quiet),
        content_dir=read.folder("CONTENT_DIR", default.content_dir),
        force=read.text("FORCE", "", _SLUG, "an overlay id: small letters, digits and dashes"),
        live=read.flag("LIVE"),
        host_sdk=read.one_of("HOST_SDK", choice.HOSTS, default.host_sdk),
        app_id=app_id,
        metrics_token=read.text("METRICS_TOKEN"),
        log_format=read.one_of("LOG_FORMAT", logs.FORMATS, logs.TEXT),
        log_level=read.one_of("LOG_LEVEL", logs.LEVELS, "info"),
        log_id_key=read.text("LOG_ID_KEY"),
        app_type=app_type,
        tenant_id=tenant,
        app_password=read.text("MicrosoftAppPassword"),
        secret_expires=read.day("SECRET_EXPIRES"),
        certificate_file=read.file("MicrosoftAppCertificateFile"),
        certificate_key_file=read.file("MicrosoftAppCertificateKeyFile"),
        allowed_tenants=read.ids("ALLOWED_TENANTS", GUID),
        roles_dir=read.folder_if_any("ROLES_DIR"),
        rate_per_person=read.rate("RATE_PER_PERSON", 240 if app_id else 0),
        rate_per_tenant=read.rate("RATE_PER_TENANT", 6000 if app_id else 0),
        cloud=name,
        service_url_hosts=read.hosts("SERVICE_URL_HOSTS", cloud.service_url_hosts),
        token_issuer=read.text("ToBotFromChannelTokenIssuer", cloud.token_issuer),
        openid_url=read.url("ToBotFromChannelOpenIdMetadataUrl", cloud.openid_url),
        own_openid_url=read.url("ToBotFromEmulatorOpenIdMetadataUrl"),
        login_url=read.url("ToChannelFromBotLoginUrl", f"{cloud.login}/{home}"),
        oauth_scope=read.text("ToChannelFromBotOAuthScope", cloud.oauth_scope),
        identity_endpoint=read.text("IDENTITY_ENDPOINT", MACHINE_IDENTITY),
        identity_header=read.text("IDENTITY_HEADER"),
    )


def _combinations(it: Settings) -> list[str]:
    """Problems that show only when settings are read together."""
    managed = it.app_type is AppType.MANAGED_IDENTITY
    proofs = [it.app_password, it.certificate_file]
    wrong = {
        "MicrosoftAppId is needed to listen anywhere but on this machine (HOST)": (
            not it.app_id and not is_loopback(it.host)
        ),
        "MicrosoftAppId is missing while other Microsoft settings are there": (
            not it.app_id and any([it.tenant_id, it.own_openid_url, *proofs])
        ),
        "MicrosoftAppPassword is missing": bool(it.app_id) and not managed and not any(proofs),
        "MicrosoftAppPassword and MicrosoftAppCertificateFile are both set; keep one": all(proofs),
        "MicrosoftAppCertificateKeyFile is set without MicrosoftAppCertificateFile": (
            it.certificate_key_file is not None and it.certificate_file is None
        ),
        "MicrosoftAppTenantId is needed for SingleTenant": (
            it.app_type is AppType.SINGLE_TENANT and not it.tenant_id
        ),
        "MicrosoftAppTenantId has to be the directory's id, for its own tokens to be known": (
            bool(it.app_id and it.own_openid_url) and not GUID.fullmatch(it.tenant_id)
        ),
        "ALLOWED_TENANTS is needed while MicrosoftAppTenantId is a domain name": (
            not (it.allowed_tenants or it.own_openid_url)
            and bool(it.app_id and _TENANT.fullmatch(it.tenant_id))
            and not GUID.fullmatch(it.tenant_id)
        ),
    }
    return [*(problem for problem, applies in wrong.items() if applies), *_certificate(it)]


def _certificate(it: Settings) -> list[str]:
    files = [file for file in (it.certificate_file, it.certificate_key_file) if file]
    if it.certificate_file is None or not all(file.is_file() for file in files):
        return []  # told already
    try:
        Certificate.read(it.certificate_file, it.certificate_key_file)
    except BadCertificate as error:
        return [f"MicrosoftAppCertificateFile cannot be used: {error}"]
    return []
