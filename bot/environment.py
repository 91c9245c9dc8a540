"""From environment variables to settings, and everything that is wrong with them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.channel.certificate import BadCertificate, Certificate
from bot.channel.service_url import is_loopback
from bot.clouds import CLOUDS
from bot.host import choice
from bot.observing import logs
from bot.setting_reader import Reader
from bot.settings import GUID, MACHINE_IDENTITY, AppType, Settings, SettingsError
from bot.storage import address
from bot.storage.retention import Keep

_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in these variables. Raises SettingsError with every problem at once."""
    settings, problems = examine(environ)
    if problems:
        raise SettingsError(problems)
    return settings


def content_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The content folder that the bot serves, whatever else is wrong with the settings."""
    return Path(Reader(environ).text("CONTENT_DIR", str(Settings().content_dir)))


def examine(environ: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """The settings as far as they can be read, and every problem with them."""
    read = Reader(environ)
    settings = _cloud(read, _limits(read, _identity(read, _running(read, _content(read)))))
    database = address.problems(settings.database_url)
    missing = filter(None, [choice.problem(settings.host_sdk)])
    return settings, [*read.problems, *_combinations(settings), *database, *missing]


def _content(read: Reader) -> Settings:
    default = Settings()
    return replace(
        default,
        content_dir=read.folder("CONTENT_DIR", default.content_dir),
        force=read.text("FORCE", "", _SLUG, "an overlay id: small letters, digits and dashes"),
        live=read.flag("LIVE"),
    )


def _running(read: Reader, so_far: Settings) -> Settings:
    return replace(
        so_far,
        host=read.text("HOST", so_far.host),
        port=read.port(so_far.port),
        database_url=read.text("DATABASE_URL", so_far.database_url),
        keep=_keep(read, so_far.keep),
        quiet=read.quiet(so_far.quiet),
        host_sdk=read.one_of("HOST_SDK", choice.HOSTS, so_far.host_sdk),
        metrics_token=read.text("METRICS_TOKEN"),
        log_format=read.one_of("LOG_FORMAT", logs.FORMATS, so_far.log_format),
        log_level=read.one_of("LOG_LEVEL", logs.LEVELS, so_far.log_level),
        log_id_key=read.text("LOG_ID_KEY"),
    )


def _keep(read: Reader, default: Keep) -> Keep:
    return Keep(
        turns=read.days("KEEP_MESSAGES", default.turns),
        closed=read.days("KEEP_CLOSED", default.closed),
        left=read.days("KEEP_OPEN", default.left),
        trained=read.days("KEEP_TRAINING", default.trained),
    )


def _identity(read: Reader, so_far: Settings) -> Settings:
    return replace(
        so_far,
        app_id=read.text("MicrosoftAppId", "", GUID, "an app id"),
        app_type=AppType(read.one_of("MicrosoftAppType", AppType, so_far.app_type)),
        tenant_id=read.text("MicrosoftAppTenantId", "", _TENANT, "a directory id or domain name"),
        app_password=read.text("MicrosoftAppPassword"),
        secret_expires=read.day("SECRET_EXPIRES"),
        certificate_file=read.file("MicrosoftAppCertificateFile"),
        certificate_key_file=read.file("MicrosoftAppCertificateKeyFile"),
        identity_endpoint=read.text("IDENTITY_ENDPOINT", MACHINE_IDENTITY),
        identity_header=read.text("IDENTITY_HEADER"),
    )


def _limits(read: Reader, so_far: Settings) -> Settings:
    registered = bool(so_far.app_id)
    return replace(
        so_far,
        allowed_tenants=read.ids("ALLOWED_TENANTS", GUID),
        roles_dir=read.folder_if_any("ROLES_DIR"),
        rate_per_person=read.rate("RATE_PER_PERSON", 240 if registered else 0),
        rate_per_tenant=read.rate("RATE_PER_TENANT", 6000 if registered else 0),
    )


def _cloud(read: Reader, so_far: Settings) -> Settings:
    name = read.one_of("CLOUD", CLOUDS, so_far.cloud)
    cloud = CLOUDS[name]
    single = so_far.app_type is AppType.SINGLE_TENANT and so_far.tenant_id
    return replace(
        so_far,
        cloud=name,
        service_url_hosts=read.hosts("SERVICE_URL_HOSTS", cloud.service_url_hosts),
        token_issuer=read.text("ToBotFromChannelTokenIssuer", cloud.token_issuer),
        openid_url=read.url("ToBotFromChannelOpenIdMetadataUrl", cloud.openid_url),
        own_openid_url=read.url("ToBotFromEmulatorOpenIdMetadataUrl"),
        login_url=read.url(
            "ToChannelFromBotLoginUrl", f"{cloud.login}/{single or cloud.login_tenant}"
        ),
        oauth_scope=read.text("ToChannelFromBotOAuthScope", cloud.oauth_scope),
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
