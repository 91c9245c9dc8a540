import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import bot.settings
from bot.settings import AppType, Settings, SettingsError
from tests.bot.fakes import APP_ID, SECRET

REGISTERED = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": SECRET}


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ)
    return caught.value.problems


def test_runs_on_this_machine_with_the_page_when_nothing_is_set() -> None:
    settings = Settings.load({})
    assert settings == Settings()
    assert (settings.host, settings.port, settings.chat_page) == ("127.0.0.1", 3978, True)
    assert settings.database_url.startswith("sqlite:///")
    assert Path(settings.database_url.removeprefix("sqlite:///")).parent.name == "data"


def test_an_app_id_switches_the_page_off() -> None:
    settings = Settings.load(REGISTERED | {"HOST": "0.0.0.0"})
    assert not settings.chat_page
    assert settings.app_type is AppType.MULTI_TENANT


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = Settings.load(
        REGISTERED
        | {
            "HOST": " ::1 ",
            "PORT": "0",
            "DATABASE_URL": "postgresql://db/bot",
            "CONTENT_DIR": str(tmp_path),
            "FORCE": "west-mercia",
            "LIVE": "Yes",
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppTenantId": "force.police.uk",
            "SERVICE_URL_HOSTS": "127.0.0.1, *.example.org",
            "ToBotFromChannelTokenIssuer": "https://issuer",
            "ToBotFromChannelOpenIdMetadataUrl": "http://127.0.0.1:1/openid",
            "ToChannelFromBotOAuthScope": "scope",
            "IDENTITY_ENDPOINT": "http://127.0.0.1:2/identity",
            "IDENTITY_HEADER": "secret header",
        }
    )
    assert settings == Settings(
        host="::1",
        port=0,
        database_url="postgresql://db/bot",
        content_dir=tmp_path,
        force="west-mercia",
        live=True,
        app_id=APP_ID,
        app_password=SECRET,
        app_type=AppType.SINGLE_TENANT,
        tenant_id="force.police.uk",
        service_url_hosts=("127.0.0.1", "*.example.org"),
        token_issuer="https://issuer",
        openid_url="http://127.0.0.1:1/openid",
        login_url="https://login.microsoftonline.com/force.police.uk",
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


def test_a_managed_identity_needs_no_secret() -> None:
    environ = {"MicrosoftAppId": APP_ID, "MicrosoftAppType": "UserAssignedMSI"}
    assert Settings.load(environ).app_type is AppType.MANAGED_IDENTITY


def test_secrets_are_never_shown() -> None:
    environ = {"DATABASE_URL": f"postgresql://u:{SECRET}@db/bot", "IDENTITY_HEADER": SECRET}
    assert SECRET not in repr(Settings.load(REGISTERED | environ))


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
    Settings.load(environ)
    documented = re.findall(r"^\| `(\w+)` \|", bot.settings.__doc__ or "", re.MULTILINE)
    assert set(documented) == environ.asked
    assert len(documented) == len(environ.asked)
