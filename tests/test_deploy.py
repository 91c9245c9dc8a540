"""The files a deployment starts from agree with the bot: its settings, paths, port and limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.settings
from bot import environment
from bot.edge import BODY_LIMIT
from bot.settings import ROOT
from tests.bot.fakes import APP_ID, SECRET

DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()
BICEP = (DEPLOY / "azure" / "main.bicep").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
EXAMPLE = (DEPLOY / "bot.env.example").read_text()
KNOWN = set(re.findall(r"^\| `(\w+)`", bot.settings.__doc__ or "", re.M))
OF_PYTHON = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
SECRETS = {"MicrosoftAppPassword", "DATABASE_URL", "METRICS_TOKEN", "LOG_ID_KEY"}


def instructions(name: str) -> list[str]:
    """What each of a kind of instruction in the Containerfile says."""
    joined = CONTAINERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name} (.+)$", joined, re.M)


def image_settings() -> dict[str, str]:
    return dict(pair.split("=", 1) for line in instructions("ENV") for pair in line.split())


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def azure() -> dict[str, str]:
    """Each variable of the Azure template, with how it is given."""
    return dict(re.findall(r"\{ name: '(\w+)', (value|secretRef): ", BICEP))


@pytest.mark.parametrize(
    "names",
    [
        image_settings().keys() - OF_PYTHON,
        COMPOSE["services"]["bot"]["environment"].keys(),
        example().keys(),
        azure().keys(),
    ],
    ids=["image", "compose", "example", "azure"],
)
def test_every_setting_is_one_that_the_bot_reads(names: set[str]) -> None:
    assert names
    assert set(names) - KNOWN == set()


def test_no_secret_is_in_a_file() -> None:
    assert not SECRETS & image_settings().keys()
    assert not instructions("ARG") or instructions("ARG") == ["REQUIREMENTS=requirements.txt"]
    assert {name for name in SECRETS & example().keys() if example()[name]} == set()
    assert {azure()[name] for name in SECRETS & azure().keys()} == {"secretRef"}
    assert "DATABASE_URL" in azure()
    for parameter in ("databasePassword", "metricsToken", "logIdKey"):
        assert re.search(rf"@secure\(\)\n(@.*\n)*param {parameter} string\n", BICEP)
    written = "".join(path.read_text() for path in DEPLOY.rglob("*.yaml"))
    assert not re.search(r"PASSWORD: \"?[^$\"\s{]", written)


def test_the_image_is_pinned_locked_and_starts_the_bot() -> None:
    for base in instructions("FROM"):
        assert re.fullmatch(r"\S+:3\.11\.\d+-slim-\w+( AS \w+)?", base)
    assert instructions("USER") == ["10001:10001"]
    assert instructions("ENTRYPOINT") == ['["python", "app.py"]']
    assert instructions("CMD") == ['["serve"]']
    assert image_settings()["PORT"] in instructions("EXPOSE")
    assert "/healthz" in CONTAINERFILE


def test_what_the_image_copies_is_there_and_let_through() -> None:
    copied = [
        word for line in instructions("COPY") if "--from" not in line for word in line.split()[:-1]
    ]
    assert {"app.py", "bot", "dialogs", "content", "requirements.txt"} <= set(copied)
    allowed = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    for name in copied:
        assert (ROOT / name).exists()
        assert any(Path(name).match(pattern) for pattern in allowed)


def test_compose_runs_two_bots_without_rights_behind_the_proxy() -> None:
    services = COMPOSE["services"]
    assert services["bot"]["deploy"]["replicas"] == 2
    for service in services.values():
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    for service in ("proxy", "database"):
        assert re.search(r":\d+\.\d+[\w.-]*$", services[service]["image"])
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert (ROOT / services["bot"]["build"]["dockerfile"]).is_file()


def test_the_settings_of_compose_start_a_bot(tmp_path: Path) -> None:
    given = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": SECRET, "FORCE": "example"}
    given |= {"MicrosoftAppTenantId": APP_ID, "SECRET_EXPIRES": "2027-03-31"}
    assert given.keys() <= example().keys()
    fixed = COMPOSE["services"]["bot"]["environment"]
    url = re.sub(r"\$\{.*?\}", "letters", fixed["DATABASE_URL"])
    settings = environment.load(
        image_settings() | example() | given | fixed | {"DATABASE_URL": url}
    )
    assert settings.live
    assert not settings.chat_page


def test_the_settings_of_azure_start_a_bot() -> None:
    found = re.search(r"value: '(postgresql://[^']+)'", BICEP)
    assert found
    given = {"DATABASE_URL": re.sub(r"\$\{(?:[^{}]|\{[^}]*\})*\}", "x", found[1])}
    given |= {"MicrosoftAppId": APP_ID, "MicrosoftAppTenantId": APP_ID, "FORCE": "example"}
    literal = dict(re.findall(r"\{ name: '(\w+)', value: '([^']*)' \}", BICEP))
    environment.load(literal | given)
    assert "sslmode=verify-full" in given["DATABASE_URL"]


def test_the_proxy_lets_messages_through_and_nothing_else() -> None:
    limit = re.search(r"client_max_body_size (\d+)k;", NGINX)
    assert limit
    assert int(limit[1]) * 1024 > BODY_LIMIT
    assert re.findall(r"location (.+?) \{", NGINX) == ["= /api/messages", "/"]
    upstream = (DEPLOY / "upstream.conf").read_text()
    assert f"server bot:{image_settings()['PORT']} resolve" in upstream
    assert not re.search(r"ip_hash|sticky|hash ", upstream)


def test_the_azure_template_is_whole() -> None:
    for opened, closed in ("{}", "[]", "()"):
        assert BICEP.count(opened) == BICEP.count(closed)
    declared = set(re.findall(r"^(?:param|var|resource) (\w+)", BICEP, re.M))
    used = {word for word in declared if len(re.findall(rf"\b{word}\b", BICEP)) > 1}
    assert declared - used == {"teams"}
    assert "affinity: 'none'" in BICEP
    assert re.findall(r"path: '(/\w+)'", BICEP) == ["/healthz", "/healthz", "/readyz"]
    assert "'MsTeamsChannel'" in BICEP
