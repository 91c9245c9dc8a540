"""The app package: what Teams is given, and what is refused before it gets there."""

from __future__ import annotations

import importlib.util
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot import extension
from bot.command_line import main
from bot.package.archive import ICONS, BadPackage, read_manifest, write
from bot.package.commands import SCOPES
from bot.package.details import Details
from bot.package.manifest import SCHEMA_VERSION, SEARCH, manifest
from bot.settings import SettingsError
from dialogs.interpret import Question, interpret
from dialogs.lobby import welcome
from tests.bot.fakes import APP_ID
from tests.journey import Journey, release
from tests.schemas import manifest_schema, manifest_versions

COMMANDS = 10  # the most that Teams shows for one scope
TEAMS_APP = "77777777-2222-3333-4444-555555555555"
DETAILS = {
    "MicrosoftAppId": APP_ID,
    "PUBLIC_URL": "https://bot.example.police.uk/api/messages",
    "DEVELOPER_NAME": "Example Police",
    "DEVELOPER_URL": "https://example.police.uk/apps",
    "PRIVACY_URL": "https://example.police.uk/privacy",
    "TERMS_URL": "https://example.police.uk/terms",
}


def made(**changes: str) -> dict[str, Any]:
    return manifest(Details.load(DETAILS | changes))


def problems(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Details.load(DETAILS | changes)
    return caught.value.problems


# The manifest


def test_the_manifest_is_of_the_newest_schema_and_fits_it() -> None:
    assert manifest_versions()[-1] == SCHEMA_VERSION
    jsonschema.Draft4Validator(manifest_schema(SCHEMA_VERSION)).validate(made())


def test_the_manifest_fits_older_schemas_too() -> None:
    older = manifest_versions()[-8:-1]
    for version in older:
        fits = manifest(Details.load(DETAILS), version)
        jsonschema.Draft4Validator(manifest_schema(version)).validate(fits)
        assert fits["$schema"] != made()["$schema"]


@pytest.mark.parametrize("broken", ["accentColor", "id", "validDomains"])
def test_the_schema_notices_what_does_not_fit(broken: str) -> None:
    validator = jsonschema.Draft4Validator(manifest_schema(manifest_versions()[-1]))
    assert list(validator.iter_errors(made() | {broken: "?"}))


def test_the_bot_and_its_search_are_the_one_that_is_registered() -> None:
    app = made(TEAMS_APP_ID=TEAMS_APP)
    assert app["id"] == TEAMS_APP
    assert app["bots"][0]["botId"] == app["composeExtensions"][0]["botId"] == APP_ID
    assert made()["id"] == APP_ID


def test_it_works_alone_in_teams_and_in_group_chats_and_installs_alone() -> None:
    app = made()
    assert set(app["bots"][0]["scopes"]) == {"personal", "team", "groupChat"}
    assert app["defaultInstallScope"] == "personal"
    assert app["validDomains"] == ["bot.example.police.uk"]
    assert "webApplicationInfo" not in app
    assert "authorization" not in app


def test_the_search_takes_one_query() -> None:
    [command] = made()["composeExtensions"][0]["commands"]
    assert (command["id"], command["type"]) == (SEARCH, "query")
    assert set(command["context"]) == {"compose", "commandBox"}
    assert [parameter["name"] for parameter in command["parameters"]] == ["query"]
    assert (extension.COMMAND, extension.PARAMETER) == (SEARCH, "query")


def test_each_scope_has_a_list_that_teams_can_show() -> None:
    lists = {each["scopes"][0]: each["commands"] for each in made()["bots"][0]["commandLists"]}
    assert lists.keys() == {"personal", "team", "groupChat"}
    assert all(0 < len(commands) <= COMMANDS for commands in lists.values())


@pytest.mark.parametrize("word", sorted({word for words in SCOPES.values() for word in words}))
def test_every_command_offered_is_one_that_the_bot_knows(word: str) -> None:
    journey = Journey(release())
    assert not isinstance(interpret(word, journey.view, welcome()), Question)


# What is refused


def test_every_problem_is_told_at_once() -> None:
    told = problems(
        MicrosoftAppId="",
        PUBLIC_URL="http://127.0.0.1:3978",
        APP_NAME="x" * 31,
        APP_VERSION="1",
        TEAMS_APP_ID="?",
        DEVELOPER_NAME="",
        DEVELOPER_URL="example.police.uk",
        PRIVACY_URL="",
        TERMS_URL="https://localhost/terms",
    )
    names = {problem.split()[0] for problem in told}
    assert len(told) == len(names) == 9
    assert names == {"APP_NAME", "APP_VERSION", "TEAMS_APP_ID", *DETAILS}


@pytest.mark.parametrize("name", DETAILS)
def test_nothing_that_is_needed_may_be_missing(name: str) -> None:
    [told] = problems(**{name: " "})
    assert told.startswith(f"{name} is missing")


# The file


def test_the_zip_holds_the_manifest_and_both_icons(tmp_path: Path) -> None:
    file = tmp_path / "new" / "app.zip"
    write(file, made())
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == {"manifest.json", "color.png", "outline.png"}
        told = json.loads(archive.read("manifest.json"))
        assert {told["icons"]["color"], told["icons"]["outline"]} < set(archive.namelist())
    assert told == read_manifest(file) == made()


def test_the_same_details_give_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.zip", "b.zip")]
    for file in files:
        write(file, made())
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}"])
def test_what_is_no_package_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "app.zip").write_bytes(content)
    with pytest.raises(BadPackage):
        read_manifest(tmp_path / "app.zip")
    with pytest.raises(BadPackage):
        read_manifest(tmp_path / "missing.zip")


# The icons


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the rows of a PNG file, unfiltered as the script writes them."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    width, height = struct.unpack(">II", png[16:24])
    return width, height, zlib.decompress(data)


def icon(name: str) -> tuple[int, int, list[bytes]]:
    width, height, raw = pixels((ICONS / name).read_bytes())
    rows = [raw[n * (4 * width + 1) + 1 : (n + 1) * (4 * width + 1)] for n in range(height)]
    return width, height, [row[n : n + 4] for row in rows for n in range(0, 4 * width, 4)]


def test_the_colour_icon_is_large_and_fills_its_square() -> None:
    width, height, points = icon("color.png")
    assert (width, height) == (192, 192)
    assert {point[3] for point in points} == {255}
    assert len(set(points)) > 2


def test_the_outline_icon_is_small_and_white_on_nothing() -> None:
    width, height, points = icon("outline.png")
    assert (width, height) == (32, 32)
    assert {point[:3] for point in points} == {b"\xff\xff\xff"}
    assert {0, 255} <= {point[3] for point in points}


def test_the_icons_are_what_the_script_draws() -> None:
    script = Path(__file__).parents[2] / "scripts" / "icons.py"
    spec = importlib.util.spec_from_file_location("icons", script)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert pixels(module.color_icon()) == pixels((ICONS / "color.png").read_bytes())
    assert pixels(module.outline_icon()) == pixels((ICONS / "outline.png").read_bytes())


# The command


def test_the_command_writes_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in DETAILS.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "app.zip"
    assert main(["package", "--out", str(file), "--json", "--schema", "1.22"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == read_manifest(file)
    assert told["manifestVersion"] == "1.22"
    assert main(["package", "--out", str(file)]) == 0
    assert APP_ID in capsys.readouterr().out


def test_the_command_refuses_with_every_problem_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in DETAILS:
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "app.zip"
    assert main(["package", "--out", str(file)]) == 1
    told = capsys.readouterr().err
    assert all(name in told for name in DETAILS)
    assert not file.exists()


def test_the_command_says_when_the_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in DETAILS.items():
        monkeypatch.setenv(name, value)
    assert main(["package", "--out", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err
