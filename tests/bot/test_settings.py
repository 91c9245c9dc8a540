import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import bot.settings
from bot import environment
from bot.settings import AppType, Settings, SettingsError
from dialogs.reminders import Quiet
from tests.bot.certificates import certificate_file, key_pem
from tests.bot.fakes import APP_ID, SECRET, private_key

TENANT = "99999999-8888-7777-6666-555555555555"
UNPROVEN = {"MicrosoftAppId": APP_ID, "MicrosoftAppType": "UserAssignedMSI"}
REGISTERED = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": SECRET}


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        environment.load(environ)
    return caught.value.problems


def test_runs_on_this_machine_with_the_page_when_nothing_is_set() -> None:
    settings = environment.load({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.chat_page) == ("127.0.0.1", 3978, True)
    assert settings.database_url.startswith("sqlite:///")
    assert Path(settings.database_url.removeprefix("sqlite:///")).parent.name == "data"


def test_an_app_id_switches_the_page_off() -> None:
    settings = environment.load(REGISTERED | {"HOST": "0.0.0.0"})
    assert not settings.chat_page
    assert settings.app_type is AppType.MULTI_TENANT


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = environment.load(
        REGISTERED
        | {
            "HOST": " ::1 ",
            "PORT": "0",
            "DATABASE_URL": "postgresql://db/bot?sslmode=require",
            "CONTENT_DIR": str(tmp_path),
            "FORCE": "west-mercia",
            "LIVE": "Yes",
            "HOST_SDK": "agents",
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppTenantId": TENANT,
            "ALLOWED_TENANTS": f" {TENANT.upper()}, {APP_ID} ",
            "ROLES_DIR": str(tmp_path),
            "RATE_PER_PERSON": "60",
            "RATE_PER_TENANT": "0",
            "SERVICE_URL_HOSTS": "127.0.0.1, *.example.org",
            "ToBotFromChannelTokenIssuer": "https://issuer",
            "SECRET_EXPIRES": "2027-03-31",
            "CLOUD": "public",
            "ToBotFromChannelOpenIdMetadataUrl": "http://127.0.0.1:1/openid",
            "ToBotFromEmulatorOpenIdMetadataUrl": "http://127.0.0.1:1/own",
            "ToChannelFromBotOAuthScope": "scope",
            "IDENTITY_ENDPOINT": "http://127.0.0.1:2/identity",
            "IDENTITY_HEADER": "secret header",
        }
    )
    assert settings == Settings(
        host="::1",
        port=0,
        database_url="postgresql://db/bot?sslmode=require",
        content_dir=tmp_path,
        force="west-mercia",
        live=True,
        host_sdk="agents",
        app_id=APP_ID,
        app_password=SECRET,
        app_type=AppType.SINGLE_TENANT,
        tenant_id=TENANT,
        secret_expires=date(2027, 3, 31),
        allowed_tenants=(TENANT, APP_ID),
        roles_dir=tmp_path,
        rate_per_person=60,
        service_url_hosts=("127.0.0.1", "*.example.org"),
        token_issuer="https://issuer",
        openid_url="http://127.0.0.1:1/openid",
        own_openid_url="http://127.0.0.1:1/own",
        login_url=f"https://login.microsoftonline.com/{TENANT}",
        oauth_scope="scope",
        identity_endpoint="http://127.0.0.1:2/identity",
        identity_header="secret header",
    )


def test_all_problems_are_told_at_once() -> None:
    told = problems(
        HOST="0.0.0.0", PORT="many", LIVE="perhaps", CONTENT_DIR="/nowhere", MicrosoftAppType="Odd"
    )
    assert sorted(problem.split()[0] for problem in told) == [
        "CONTENT_DIR",
        "LIVE",
        "MicrosoftAppId",
        "MicrosoftAppType",
        "PORT",
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "bot.example.org", "127.0.0.1.x"])
def test_refuses_to_be_reachable_without_an_app_id(host: str) -> None:
    assert problems(HOST=host) == [
        "MicrosoftAppId is needed to listen anywhere but on this machine (HOST)"
    ]


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"KEEP_CLOSED": "0"}, "KEEP_CLOSED"),
        ({"KEEP_OPEN": "9999"}, "KEEP_OPEN"),
        ({"KEEP_MESSAGES": "a week"}, "KEEP_MESSAGES"),
        ({"QUIET_HOURS": "22-7"}, "QUIET_HOURS"),
        ({"QUIET_HOURS": "22:00-24:00"}, "QUIET_HOURS"),
        ({"DATABASE_URL": "mysql://db/bot"}, "DATABASE_URL"),
        ({"PORT": "9" * 5000}, "PORT"),
        ({"FORCE": "../etc"}, "FORCE"),
        ({"MicrosoftAppPassword": SECRET}, "MicrosoftAppId"),
        ({"MicrosoftAppTenantId": "t"}, "MicrosoftAppId"),
        ({"MicrosoftAppId": APP_ID}, "MicrosoftAppPassword"),
        (REGISTERED | {"MicrosoftAppId": SECRET}, "MicrosoftAppId"),
        (REGISTERED | {"MicrosoftAppType": "SingleTenant"}, "MicrosoftAppTenantId"),
        (REGISTERED | {"MicrosoftAppTenantId": "a/b"}, "MicrosoftAppTenantId"),
        ({"SERVICE_URL_HOSTS": "https://x.org/"}, "SERVICE_URL_HOSTS"),
        ({"SERVICE_URL_HOSTS": "*"}, "SERVICE_URL_HOSTS"),
        ({"CLOUD": "Moon"}, "CLOUD"),
        ({"SECRET_EXPIRES": "31/03/2027"}, "SECRET_EXPIRES"),
        ({"ToBotFromEmulatorOpenIdMetadataUrl": "https://x/"}, "MicrosoftAppId"),
        (
            REGISTERED
            | {"ToBotFromEmulatorOpenIdMetadataUrl": "https://x/", "MicrosoftAppTenantId": "x.uk"},
            "MicrosoftAppTenantId",
        ),
        (
            UNPROVEN | {"MicrosoftAppCertificateFile": "/nowhere.pem"},
            "MicrosoftAppCertificateFile",
        ),
        (
            REGISTERED | {"MicrosoftAppCertificateKeyFile": __file__},
            "MicrosoftAppCertificateKeyFile",
        ),
        ({"ToChannelFromBotLoginUrl": "http://login.example.org"}, "ToChannelFromBotLoginUrl"),
        ({"ToBotFromChannelOpenIdMetadataUrl": "x"}, "ToBotFromChannelOpenIdMetadataUrl"),
        ({"ToBotFromChannelOpenIdMetadataUrl": "https://["}, "ToBotFromChannelOpenIdMetadataUrl"),
    ],
)
def test_each_mistake_is_one_problem_that_names_its_setting(
    environ: dict[str, str], named: str
) -> None:
    told = problems(**environ)
    assert [problem.split()[0] for problem in told] == [named]
    assert SECRET not in str(told)


def test_a_government_cloud_moves_every_address() -> None:
    settings = environment.load(REGISTERED | {"CLOUD": "USGov"})
    addresses = (
        settings.token_issuer,
        settings.openid_url,
        settings.login_url,
        settings.oauth_scope,
    )
    assert all(".us/" in f"{address}/" for address in addresses)
    assert settings.login_url.endswith("/MicrosoftServices.onmicrosoft.us")
    assert all(host.endswith(".us") for host in settings.service_url_hosts)
    one = {"MicrosoftAppType": "SingleTenant", "MicrosoftAppTenantId": TENANT}
    single = environment.load(REGISTERED | one | {"CLOUD": "USGovDoD"})
    assert single.login_url == f"https://login.microsoftonline.us/{TENANT}"


def test_one_address_of_a_cloud_can_be_another() -> None:
    changed = {"CLOUD": "USGov", "ToBotFromChannelTokenIssuer": "https://issuer"}
    settings = environment.load(REGISTERED | changed)
    assert settings.token_issuer == "https://issuer"
    assert settings.oauth_scope == "https://api.botframework.us/.default"


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate_file(tmp_path / "bot.pem")


def with_certificate(file: Path, **more: str) -> dict[str, str]:
    return {"MicrosoftAppId": APP_ID, "MicrosoftAppCertificateFile": str(file)} | more


def test_a_certificate_takes_the_place_of_a_secret(pem: Path) -> None:
    assert environment.load(with_certificate(pem)).certificate_file == pem


def test_a_certificate_and_a_secret_are_one_too_many(pem: Path) -> None:
    told = problems(**with_certificate(pem, MicrosoftAppPassword=SECRET))
    assert told == ["MicrosoftAppPassword and MicrosoftAppCertificateFile are both set; keep one"]


@pytest.mark.parametrize("kind", ["text", "key only", "other key", "with password", "curve"])
def test_a_certificate_that_cannot_sign_is_one_problem(
    kind: str, pem: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    if kind == "text":
        pem.write_text("not PEM " + SECRET)
    elif kind == "key only":
        pem.write_bytes(key_pem(private_key("first")))
    elif kind == "other key":
        key.write_bytes(key_pem(private_key("second")))
    elif kind == "with password":
        key.write_bytes(key_pem(private_key("first"), password=b"x"))
    else:
        key.write_bytes(key_pem(ec.generate_private_key(ec.SECP256R1())))
    more = {"MicrosoftAppCertificateKeyFile": str(key)} if key.exists() else {}
    [told] = problems(**with_certificate(pem, **more))
    assert told.startswith("MicrosoftAppCertificateFile cannot be used: ")
    assert SECRET not in told


def test_a_managed_identity_needs_no_secret() -> None:
    environ = {"MicrosoftAppId": APP_ID, "MicrosoftAppType": "UserAssignedMSI"}
    assert environment.load(environ).app_type is AppType.MANAGED_IDENTITY


def test_secrets_are_never_shown() -> None:
    environ = {
        "DATABASE_URL": f"postgresql://u:{SECRET}@db/bot?sslmode=require",
        "IDENTITY_HEADER": SECRET,
    }
    assert SECRET not in repr(environment.load(REGISTERED | environ))


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().host = "0.0.0.0"  # type: ignore[misc]


class Recorder(Mapping[str, str]):
    """An environment with nothing in it that notes what is asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_the_documented_names_are_the_names_read() -> None:
    environ = Recorder()
    environment.load(environ)
    documented = re.findall(r"^\| `(\w+)` \|", bot.settings.__doc__ or "", re.MULTILINE)
    assert set(documented) == environ.asked
    assert len(documented) == len(environ.asked)


def test_how_long_things_are_kept_and_when_nobody_is_reminded() -> None:
    settings = environment.load(
        {
            "KEEP_MESSAGES": "1",
            "KEEP_CLOSED": "30",
            "KEEP_OPEN": "60",
            "KEEP_TRAINING": "90",
            "QUIET_HOURS": "23:30 - 06:00",
        }
    )
    days = (settings.keep.turns.days, settings.keep.closed.days, settings.keep.left.days)
    assert (*days, settings.keep.trained.days) == (1, 30, 60, 90)
    assert settings.quiet == Quiet(time(23, 30), time(6))
    never = environment.load({"QUIET_HOURS": "none"}).quiet
    assert never.start == never.end
