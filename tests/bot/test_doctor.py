"""The doctor names each planted mistake, and says what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from bot.channel.outbound import open_session
from bot.command_line import main
from bot.doctor import endpoint
from bot.doctor.examine import examine
from bot.doctor.finding import Finding, Level
from bot.package.archive import write
from bot.package.details import Details
from bot.package.manifest import manifest
from bot.storage.database import Statement, Steps
from bot.storage.opening import open_database
from tests.bot.certificates import certificate_file
from tests.bot.fakes import APP_ID, SECRET, FakeCore, Issuer, private_key, running_bot
from tests.bot.test_package import DETAILS
from tests.content.folders import edit, freeze, put, sample

TENANT = "99999999-8888-7777-6666-555555555555"
GUID = "12345678-2222-3333-4444-555555555555"
FORCE = "sample"
GUIDE = "guides/encounter/2026.1.yaml"

Environ = dict[str, str]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small folder of guidance that nothing is wrong with, and two overlays."""
    root = sample(tmp_path)
    (root / "guides" / "start").rename(root / "guides" / "encounter")
    edit(root, GUIDE, "guide: start", "guide: encounter")
    own = (root / "forces" / f"{FORCE}.yaml").read_text()
    put(root, "forces/example.yaml", own.replace(f"force: {FORCE}", "force: example"))
    freeze(root)
    return root


@pytest.fixture
def good(issuer: Issuer, content: Path, tmp_path: Path) -> Environ:
    """Settings of a deployment that works, but for an issuer on this machine."""
    package = tmp_path / "app.zip"
    write(package, manifest(Details.load(DETAILS)))
    return {
        **DETAILS,
        "HOST": "0.0.0.0",
        "MicrosoftAppPassword": SECRET,
        "MicrosoftAppType": "SingleTenant",
        "MicrosoftAppTenantId": TENANT,
        "SECRET_EXPIRES": "2027-11-22",
        "DATABASE_URL": str(tmp_path / "doctor.db"),
        "CONTENT_DIR": str(content),
        "FORCE": FORCE,
        "LIVE": "yes",
        "ToBotFromChannelOpenIdMetadataUrl": issuer.openid_url,
        "ToChannelFromBotLoginUrl": f"{issuer.url}/{TENANT}",
    }


async def visit(environ: Environ, folder: Path, **more: Any) -> list[Finding]:
    known: dict[str, Any] = {"clock": lambda: datetime.now(UTC)} | more
    if not more.get("offline"):
        environ = environ | {"PUBLIC_URL": ""}  # nobody is asked who is not on this machine
    return await examine(environ, folder / "app.zip", **known)


def bad(found: list[Finding], level: Level = Level.FAIL) -> dict[str, str]:
    """What was found at one level, by check; the issuer of the tests left out."""
    return {f.check: f.said for f in found if f.level is level and f.check != "loopback"}


async def test_a_good_deployment_has_nothing_to_put_right(good: Environ, tmp_path: Path) -> None:
    await (await open_database(good["DATABASE_URL"])).close()
    found = await visit(good, tmp_path)
    assert (bad(found), bad(found, Level.WARN)) == ({}, {})
    assert {"database", "in-force", "keys", "token", "clock", "package"} <= bad(
        found, Level.OK
    ).keys()


# Mistakes in the settings alone: (changes, what is missing), the check, a word of what is said

SETTINGS: dict[str, tuple[Environ, str, str]] = {
    "an id that is none": ({"MicrosoftAppId": "modern-slavery-bot"}, "settings", "MicrosoftAppId"),
    "the secret's id for its value": ({"MicrosoftAppPassword": GUID}, "secret", "id"),
    "a secret in quotation marks": ({"MicrosoftAppPassword": '"abc"'}, "secret", "quotation"),
    "a placeholder for a secret": ({"MicrosoftAppPassword": "<secret>"}, "secret", "placeholder"),
    "no secret": ({"MicrosoftAppPassword": ""}, "settings", "MicrosoftAppPassword"),
    "one id for both": ({"MicrosoftAppTenantId": APP_ID}, "tenant", "same"),
    "no tenant": ({"MicrosoftAppTenantId": ""}, "settings", "MicrosoftAppTenantId"),
    "an expired secret": ({"SECRET_EXPIRES": "2020-01-31"}, "expiry", "2020-01-31"),
    "two clouds": ({"CLOUD": "USGov", "MIX": "login"}, "cloud", "another cloud"),
    "anyone's hosts": (
        {"SERVICE_URL_HOSTS": "smba.trafficmanager.net,*.trafficmanager.net"},
        "hosts",
        "anyone",
    ),
    "hosts without Teams": ({"SERVICE_URL_HOSTS": "*.botframework.com"}, "hosts", "leaves out"),
    "public and on loopback": ({"PUBLIC_URL": "https://localhost/"}, "public-url", "https"),
    "public without an app id": ({"MicrosoftAppId": ""}, "settings", "MicrosoftAppId"),
    "a force that is not there": ({"FORCE": "atlantis"}, "overlay", "atlantis"),
    "the made-up force": ({"FORCE": "example"}, "overlay", "made up"),
    "no force in live mode": ({"FORCE": ""}, "overlay", "FORCE"),
    "another bot's package": ({"MicrosoftAppId": GUID}, "package", "another bot"),
    "a database of another kind": ({"DATABASE_URL": "mysql://x/y"}, "settings", "DATABASE_URL"),
}


@pytest.mark.parametrize("mistake", SETTINGS)
async def test_a_planted_mistake_is_named(mistake: str, good: Environ, tmp_path: Path) -> None:
    changes, check, word = SETTINGS[mistake]
    if changes.get("MIX"):
        good["ToChannelFromBotLoginUrl"] = "https://login.microsoftonline.com/x"
    found = await visit(good | changes, tmp_path, offline=True)
    assert word in bad(found)[check]
    assert all(finding.todo for finding in found if finding.level is not Level.OK)
    assert not any(SECRET in str(finding) for finding in found)


WARNED: dict[str, tuple[Environ, str]] = {
    "a tenant that is ignored": ({"MicrosoftAppType": "MultiTenant"}, "tenant"),
    "people of any organisation": (
        {"MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""},
        "tenants",
    ),
    "nobody knows when it ends": ({"SECRET_EXPIRES": ""}, "expiry"),
    "not live": ({"LIVE": "no"}, "live"),
    "reached by this machine only": ({"HOST": "127.0.0.1"}, "listening"),
    "replies to this machine": (
        {"SERVICE_URL_HOSTS": "smba.trafficmanager.net,127.0.0.1"},
        "hosts",
    ),
    "a test tool": ({"ToBotFromEmulatorOpenIdMetadataUrl": "https://x/"}, "test-tool"),
    "another address than the package's": ({"PUBLIC_URL": "https://b.example.uk"}, "package"),
}


@pytest.mark.parametrize("doubt", WARNED)
async def test_what_works_and_should_not_stay_so_is_a_warning(
    doubt: str, good: Environ, tmp_path: Path
) -> None:
    changes, check = WARNED[doubt]
    found = await visit(good | changes, tmp_path, offline=True)
    assert check in bad(found, Level.WARN)
    assert bad(found) == {}


async def test_an_end_is_told_thirty_days_ahead(good: Environ, tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(days=29)).date()
    found = await visit(good | {"SECRET_EXPIRES": str(soon)}, tmp_path, offline=True)
    assert str(soon) in bad(found, Level.WARN)["expiry"]


async def test_a_certificate_tells_its_end_itself(good: Environ, tmp_path: Path) -> None:
    del good["MicrosoftAppPassword"], good["SECRET_EXPIRES"]
    pem = tmp_path / "bot.pem"
    good["MicrosoftAppCertificateFile"] = str(pem)
    for days, level in ((365, Level.OK), (9, Level.WARN), (-9, Level.FAIL)):
        certificate_file(pem, days=days)
        assert "certificate" in bad(await visit(good, tmp_path, offline=True), level)["expiry"]


async def test_no_package_is_a_warning_that_says_what_is_missing(
    good: Environ, tmp_path: Path
) -> None:
    (tmp_path / "app.zip").unlink()
    found = await visit(good, tmp_path, offline=True)
    assert "There is no" in bad(found, Level.WARN)["package"]
    found = await visit(good | {"PRIVACY_URL": ""}, tmp_path, offline=True)
    assert "PRIVACY_URL" in bad(found, Level.WARN)["package"]


async def test_what_is_no_package_is_said_to_be_none(good: Environ, tmp_path: Path) -> None:
    (tmp_path / "app.zip").write_bytes(b"PK")
    assert "not an app package" in bad(await visit(good, tmp_path, offline=True))["package"]


# Roles


async def test_files_of_roles_that_cannot_be_used(good: Environ, tmp_path: Path) -> None:
    (tmp_path / "roles").mkdir()
    good["ROLES_DIR"] = str(tmp_path / "roles")
    (tmp_path / "roles" / "trainer.csv").write_text(f"id\n{GUID}\n")
    assert "1 people" in bad(await visit(good, tmp_path, offline=True), Level.OK)["roles"]
    (tmp_path / "roles" / "trainer.csv").write_text("name\nJane\n")
    assert "trainer.csv" in bad(await visit(good, tmp_path, offline=True))["roles"]


# The database


async def test_a_database_that_cannot_be_used(good: Environ, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("not a database " * 99)
    for place in (tmp_path / "folder", tmp_path / "text"):
        found = await visit(good | {"DATABASE_URL": str(place)}, tmp_path, offline=True)
        assert "cannot be used" in bad(found)["database"]


async def test_a_server_that_is_not_there_and_no_word_of_the_password(
    good: Environ, tmp_path: Path
) -> None:
    away = f"postgresql://bot:{SECRET}@127.0.0.1:1/bot"
    found = await visit(good | {"DATABASE_URL": away}, tmp_path, offline=True)
    assert "database" in bad(found)
    assert not any(SECRET in str(finding) for finding in found)


@pytest.mark.parametrize(
    ("sql", "level"),
    [
        ("delete from migrations where number > 1", Level.WARN),
        ("drop table migrations", Level.WARN),
        (
            "insert into migrations (number, name, checksum, applied_at) "
            "values (999, 'later', 'x', 'x')",
            Level.FAIL,
        ),
        ("update migrations set checksum = 'x'", Level.FAIL),
    ],
)
async def test_a_database_of_another_version_is_told_and_left_alone(
    sql: str, level: Level, good: Environ, url: str, tmp_path: Path
) -> None:
    good["DATABASE_URL"] = url

    def change() -> Steps[None]:
        yield Statement(sql)

    database = await open_database(good["DATABASE_URL"])
    await database.write(change())
    await database.close()
    first = await visit(good, tmp_path, offline=True)
    assert "database" in bad(first, level)
    assert await visit(good, tmp_path, offline=True) == first


async def test_a_new_database_is_not_made(good: Environ, tmp_path: Path) -> None:
    found = await visit(good, tmp_path, offline=True)
    assert "first start" in bad(found, Level.OK)["database"]
    assert not Path(good["DATABASE_URL"]).exists()


# The guidance


async def test_guidance_that_cannot_be_read(good: Environ, content: Path, tmp_path: Path) -> None:
    put(content, GUIDE, "guide: [")
    assert "encounter" in bad(await visit(good, tmp_path, offline=True))["content"]


async def test_guidance_that_fails_its_check(good: Environ, content: Path, tmp_path: Path) -> None:
    edit(content, GUIDE, "Look at everyone.", "Look at everyone else.")
    assert "1 problems" in bad(await visit(good, tmp_path, offline=True))["content"]


async def test_guidance_that_is_not_in_force(good: Environ, content: Path, tmp_path: Path) -> None:
    def long_ago() -> datetime:
        return datetime(2014, 1, 1, tzinfo=UTC)

    assert "in-force" in bad(await visit(good, tmp_path, offline=True, clock=long_ago))
    soon = datetime.now(UTC).date() + timedelta(days=9)
    edit(content, GUIDE, "until: null", f"until: {soon}")
    freeze(content)
    assert "in-force" in bad(await visit(good, tmp_path, offline=True), Level.WARN)


async def test_empty_slots_stop_a_live_bot_and_warn_of_a_demo(
    good: Environ, content: Path, tmp_path: Path
) -> None:
    put(content, f"forces/{FORCE}.yaml", f"force: {FORCE}\ntitle: Sample force\nlocal: {{}}\n")
    assert "duty-lead" in bad(await visit(good, tmp_path, offline=True))["overlay"]
    found = await visit(good | {"LIVE": "no"}, tmp_path, offline=True)
    assert "duty-lead" in bad(found, Level.WARN)["overlay"]


# What other machines say

Break = Callable[[Issuer], None]
NETWORK: dict[str, tuple[Break, str, str]] = {
    "keys that cannot be read": (lambda i: setattr(i, "up", False), "keys", "cannot be read"),
    "keys of another cloud": (
        lambda i: setattr(i, "calls_itself", "https://api.botframework.us"),
        "keys",
        "api.botframework.us",
    ),
    "keys for other channels": (
        lambda i: setattr(i, "keys", {"first": ["webchat"]}),
        "keys",
        "Teams",
    ),
    "keys over plain http": (
        lambda i: setattr(i, "jwks_url", "http://keys.example.org/"),
        "keys",
        "keys.example.org",
    ),
    "a clock ten minutes slow": (
        lambda i: setattr(i, "skew", timedelta(minutes=10)),
        "clock",
        "behind",
    ),
    "a clock ten minutes fast": (
        lambda i: setattr(i, "skew", timedelta(minutes=-10)),
        "clock",
        "ahead",
    ),
    "a wrong secret": (
        lambda i: setattr(i, "refusal", "AADSTS7000215: Invalid client secret provided."),
        "token",
        "secret is wrong",
    ),
    "a secret past its day": (
        lambda i: setattr(i, "refusal", "AADSTS7000222: keys are expired."),
        "token",
        "expired",
    ),
    "an app the tenant does not know": (
        lambda i: setattr(i, "refusal", "AADSTS700016: not found in the directory"),
        "token",
        "does not know",
    ),
    "a tenant that is not there": (
        lambda i: setattr(i, "refusal", "AADSTS90002: Tenant not found."),
        "token",
        "no such directory",
    ),
    "a refusal that nobody knows": (
        lambda i: setattr(i, "refusal", "AADSTS999999: hm"),
        "token",
        "AADSTS999999",
    ),
    "a token of another app": (
        lambda i: setattr(
            i, "token", jwt.encode({"appid": GUID}, private_key("first"), algorithm="RS256")
        ),
        "token",
        GUID,
    ),
}


@pytest.mark.parametrize("trouble", NETWORK)
async def test_what_the_directory_and_the_signer_say_is_told(
    trouble: str, good: Environ, issuer: Issuer, tmp_path: Path
) -> None:
    breaks, check, word = NETWORK[trouble]
    breaks(issuer)
    found = await visit(good, tmp_path)
    assert word in bad(found)[check]
    assert all(finding.todo for finding in found if finding.level is not Level.OK)
    assert not any(SECRET in str(finding) for finding in found)


async def test_a_clock_two_minutes_off_is_a_warning(
    good: Environ, issuer: Issuer, tmp_path: Path
) -> None:
    issuer.skew = timedelta(minutes=2)
    assert "clock" in bad(await visit(good, tmp_path), Level.WARN)


async def test_a_directory_that_cannot_be_reached(good: Environ, tmp_path: Path) -> None:
    with Issuer() as gone:
        good["ToChannelFromBotLoginUrl"] = f"{gone.url}/t"
    assert "cannot be reached" in bad(await visit(good, tmp_path))["token"]


async def test_a_managed_identity_that_is_not_assigned(
    good: Environ, issuer: Issuer, tmp_path: Path
) -> None:
    del good["MicrosoftAppPassword"]
    good |= {"MicrosoftAppType": "UserAssignedMSI", "IDENTITY_ENDPOINT": f"{issuer.url}/identity"}
    assert bad(await visit(good, tmp_path)) == {}
    issuer.refusal = "Identity not found"
    [finding] = [f for f in await visit(good, tmp_path) if f.check == "token"]
    assert finding.level is Level.FAIL
    assert "Assign" in finding.todo


async def test_the_public_address_leads_to_a_bot_or_not(issuer: Issuer) -> None:
    async def ask(address: str) -> Finding:
        async with open_session() as session:
            [finding] = [each async for each in endpoint.check(address, session)]
            return finding

    async with running_bot(FakeCore()) as client:
        here = str(client.make_url("/api/messages"))
        assert (await ask(here)).level is Level.OK
    assert "404" in (await ask(issuer.url)).said
    gone = await ask(here)
    assert (gone.level, gone.check) == (Level.WARN, "endpoint")
    assert "cannot be reached" in gone.said


async def test_an_issuer_on_this_machine_is_named(good: Environ, tmp_path: Path) -> None:
    found = [f.said for f in await visit(good, tmp_path, offline=True) if f.check == "loopback"]
    assert len(found) == 2


# The command


def test_the_command_prints_words_or_data_and_ends_with_1(
    good: Environ,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    words = ["doctor", "--offline", "--package", str(tmp_path / "app.zip")]
    assert main(words) == 1
    told = capsys.readouterr().out
    assert "FAIL  loopback: " in told
    assert "Do: " in told
    assert main([*words, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is False
    assert {"level", "check", "said", "todo"} == data["findings"][0].keys()
    assert SECRET not in told + str(data)


def test_the_command_ends_with_0_when_there_are_only_warnings(
    content: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(tmp_path / "new.db"))
    monkeypatch.setenv("CONTENT_DIR", str(content))
    monkeypatch.delenv("MicrosoftAppId", raising=False)
    assert main(["doctor", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["ok"] is True
    assert any(finding["level"] == "warn" for finding in data["findings"])
