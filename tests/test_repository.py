"""What holds for the repository as a whole: imports point down, versions are exact."""

import ast
import json
import re
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LISTS = (
    "requirements.txt",
    "requirements-agents.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
)

SDKS = {"botbuilder", "botframework", "microsoft_agents"}
EDGE = SDKS | {"bot", "app", "aiohttp", "asyncpg", "sqlite3", "tests"}
FORBIDDEN = {
    "content": EDGE | {"dialogs"},
    "dialogs": EDGE | {"asyncio", "random", "secrets", "socket", "subprocess", "time"},
    "bot": {"app", "tests"},
}
CLOCK = {"now", "today", "utcnow"}


def imported(source: str) -> Iterator[str]:
    """The dotted name of every module that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level != 1:  # One dot: the same floor.
            yield from [node.module] if node.module else (alias.name for alias in node.names)


def wrong_imports(floor: str, source: str) -> set[str]:
    return {name for name in imported(source) if name.partition(".")[0] in FORBIDDEN[floor]}


def clock_calls(source: str) -> list[str]:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [ast.unparse(f) for f in calls if isinstance(f, ast.Attribute) and f.attr in CLOCK]


def sources(floor: str) -> list[Path]:
    found = [p for p in (ROOT / floor).rglob("*.py") if "node_modules" not in p.parts]
    assert found, f"{floor} has no source"
    return found


@pytest.mark.parametrize("floor", FORBIDDEN)
def test_imports_only_point_down(floor: str) -> None:
    wrong = {str(path): wrong_imports(floor, path.read_text()) for path in sources(floor)}
    assert not {path: names for path, names in wrong.items() if names}


def test_the_conversation_never_reads_a_clock() -> None:
    wrong = {str(path): clock_calls(path.read_text()) for path in sources("dialogs")}
    assert not {path: calls for path, calls in wrong.items() if calls}


@pytest.mark.parametrize(
    "source",
    [
        "import bot.storage.store",
        "from botbuilder.core import TurnContext",
        "def late():\n    from bot import store",
        "from .. import bot",
        "from ..bot.store import Store",
        "import json, aiohttp",
    ],
)
def test_an_import_that_points_up_is_noticed(source: str) -> None:
    assert wrong_imports("dialogs", source)


def test_imports_on_the_same_floor_and_below_are_allowed() -> None:
    source = "from datetime import time\nfrom content import guide\nfrom . import view\nimport json"
    assert not wrong_imports("dialogs", source)


@pytest.mark.parametrize("source", ["datetime.now(UTC)", "datetime.date.today()"])
def test_a_clock_call_is_noticed(source: str) -> None:
    assert clock_calls(source)


def pins(*names: str) -> dict[str, str]:
    """Package to version over lists of requirements; refuses a line of any other form."""
    found = {}
    for line in "\n".join((ROOT / name).read_text() for name in names).splitlines():
        if line and not line.startswith(("#", "-r requirements")):
            pin = re.fullmatch(r"([a-z0-9-]+)==([0-9][0-9a-z.]*)", line)
            assert pin, f"not an exact version: {line!r}"
            assert pin[1] not in found, f"named twice: {line!r}"
            found[pin[1]] = pin[2]
    return found


def test_every_requirement_is_exact() -> None:
    assert pins(*LISTS)


@pytest.mark.parametrize(
    "names", [LISTS[:1], LISTS[:2], LISTS[:3]], ids=["run", "agents", "development"]
)
def test_what_the_requirements_bring_is_pinned_too(names: tuple[str, ...]) -> None:
    pinned = pins(*names)
    needs = [Requirement(text) for name in pinned for text in requires(name) or []]
    wanted = [need for need in needs if not need.marker or need.marker.evaluate()]
    assert {canonicalize_name(need.name) for need in wanted} <= pinned.keys()
    assert all(need.specifier.contains(pinned[canonicalize_name(need.name)]) for need in wanted)


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins(*LISTS[:3])
    assert {name: version(name) for name in pinned} == pinned


@pytest.mark.parametrize("folder", ["bot/page", "tests/schemas"])
def test_npm_packages_are_exact_and_name_no_address(folder: str) -> None:
    chosen = json.loads((ROOT / folder / "package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in chosen} == chosen
    assert all("resolved" not in package for package in locked.values())
    assert all("integrity" in package for path, package in locked.items() if path)
