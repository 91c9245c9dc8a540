"""The documents agree with the code: names exist, commands work, links lead somewhere."""

import importlib
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import yaml

import bot.environment
import bot.package.details
import bot.settings
from bot.command_line import main
from content.loader import load
from dialogs.rehearsal.rehearse import read_answers, rehearse

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DECISIONS = ROOT / "docs" / "decisions"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
IMAGE_LIMIT = 150 * 1024  # bytes
MADE_LATER = {"data", ".venv"}  # by setting up or running the bot

FLOORS = "bot|content|dialogs|tests|docs|scripts|benchmarks|deploy"
PATH = re.compile(rf"(?<![\w./-])(?:{FLOORS}|data)/[\w*./-]*|(?<![\w/.-])[\w-]+\.(?:py|toml|txt)\b")
MODULE = re.compile(r"`((?:bot|content|dialogs|tests)(?:\.\w+)+)(?:\(\))?`")
COMMAND = re.compile(r"(?:python app\.py|make run ARGS=\")((?: *[\w.-]+| \"[^\"`]*\")*)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
WORD = re.compile(r"[A-Z][A-Z-]+")  # stands for whatever a reader puts there

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def missing_paths(text: str) -> list[str]:
    """Paths named anywhere in a text that are not in the repository."""
    named = {found.rstrip("./") for found in PATH.findall(text)}
    return sorted(name for name in named if name not in MADE_LATER and not _exists(name))


def _exists(name: str) -> bool:
    if (ROOT / name).exists():
        return True
    return any(ROOT.glob(WORD.sub("*", name))) if "/" in name else name in _names()


@cache
def _names() -> frozenset[str]:
    """The names of the repository's own files, wherever they are."""
    listed = [path for floor in FLOORS.split("|") for path in (ROOT / floor).rglob("*.*")]
    return frozenset(path.name for path in listed if "node_modules" not in path.parts)


def missing_modules(text: str) -> list[str]:
    """Modules, and names in them, that a text gives in backquotes and that do not exist."""
    return sorted(name for name in set(MODULE.findall(text)) if not _resolves(name))


def _resolves(name: str) -> bool:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if not name.startswith(str(error.name)):
                raise  # it is there, and something that it imports is not
            continue
        for part in parts[length:]:
            fields: dict[str, object] = getattr(found, "__annotations__", {})
            if not hasattr(found, part) and part not in fields:
                return False
            found = getattr(found, part, None)
        return True
    return False


def broken_links(page: Path, text: str) -> list[str]:
    """Links of a page to files or headings that are not there. Other sites are not visited."""
    targets = {one or other for one, other in LINK.findall(text)}
    return sorted(t for t in targets if "://" not in t and not _leads(page, t))


def _leads(page: Path, target: str) -> bool:
    name, _, heading = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not heading or heading in {_anchor(line) for line in _headings(file.read_text())}


def _headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands a text tells to run, each with the options it names."""
    for words in COMMAND.findall(text):
        first, *rest = words.split() or ["serve"]
        yield first, [word for word in rest if word.startswith("--")]


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


@each_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    assert not missing_paths(page.read_text())


@each_page
def test_every_module_that_is_named_exists(page: Path) -> None:
    assert not missing_modules(page.read_text())


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert not broken_links(page, page.read_text())


def test_every_page_can_be_found_from_the_readme() -> None:
    found, ways = set[Path](), [README]
    while ways:
        page = ways.pop()
        if page not in found and page.suffix == ".md":
            found.add(page)
            links = (one or other for one, other in LINK.findall(page.read_text()))
            ways += [(page.parent / link.partition("#")[0]).resolve() for link in links]
    assert set(PAGES) - found == set()


def test_the_commands_told_of_are_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    there_are = set(re.findall(r"^    (\w[\w-]*)(?: |$)", help_of(capsys), re.M)) - {"COMMAND"}
    told = {name for page in PAGES for name, _ in commands(page.read_text())}
    assert told - there_are == set()
    assert {name for name, _ in commands(README.read_text())} == there_are


def test_the_options_told_of_exist(capsys: pytest.CaptureFixture[str]) -> None:
    told = {command: set[str]() for page in PAGES for command, _ in commands(page.read_text())}
    for page in PAGES:
        for command, options in commands(page.read_text()):
            told[command] |= set(options)
    missing = {c: o - set(re.findall(r"--[\w-]+", help_of(capsys, c))) for c, o in told.items()}
    assert {command: options for command, options in missing.items() if options} == {}


def test_every_make_target_told_of_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    told = {t for page in PAGES for t in re.findall(r"`make ([a-z]+)", page.read_text())}
    assert told
    assert told <= targets


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| `")]


SETTINGS = (bot.settings, bot.package.details)
each_table = pytest.mark.parametrize("module", SETTINGS, ids=lambda module: module.__name__)


@each_table
def test_the_table_of_settings_is_that_of_the_code(module: ModuleType) -> None:
    said = rows(module.__doc__ or "")
    assert said
    assert set(said) <= set(rows(README.read_text()))


def test_no_setting_in_the_readme_is_made_up() -> None:
    said = {row for module in SETTINGS for row in rows(module.__doc__ or "")}
    told = README.read_text().partition("## Settings")[2]
    assert set(rows(told)) == said


@pytest.mark.parametrize("module", [bot.environment, bot.package.details])
def test_the_settings_that_are_read_are_in_the_table(module: ModuleType) -> None:
    source = Path(str(module.__file__)).read_text()
    read = set(re.findall(r"read\.\w+\(\s*\"(\w+)\"", source))
    assert len(read) > 5
    known = "".join(table.__doc__ or "" for table in SETTINGS)
    assert {name for name in read if f"| `{name}` |" not in known} == set()


def test_the_answers_in_the_readme_are_all_used() -> None:
    found = re.search(r"^```yaml\n(danger:.*?)^```", README.read_text(), re.M | re.S)
    assert found
    release = load().release("encounter", date(2026, 11, 22))
    played = rehearse(release, read_answers(yaml.safe_load(found[1])))
    assert (played.unused, played.refused) == ((), ())


def test_the_index_of_decisions_is_whole() -> None:
    told = set(re.findall(r"^\| \[.*?\]\((.*?)\)", (DECISIONS / "README.md").read_text(), re.M))
    assert told == {page.name for page in DECISIONS.glob("*.md")} - {"README.md"}


def test_pictures_are_small_and_shown() -> None:
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert [one.name for one in pictures if one.stat().st_size > IMAGE_LIMIT] == []
    words = "".join(page.read_text() for page in PAGES)
    assert [one.name for one in pictures if one.name not in words] == []


@pytest.mark.parametrize(
    "text", ["see `bot/nothing.py`", "content/guides/GUIDE/none.yaml", "`nothing.py`", "dialogs/x/"]
)
def test_a_file_that_is_not_there_is_noticed(text: str) -> None:
    assert missing_paths(text)


@pytest.mark.parametrize(
    "text",
    ["`content/guides/GUIDE/VERSION.yaml`", "`app.py`", "`bot/`", "tests/page.", "x.io/bot/y"],
)
def test_a_file_that_is_there_is_found(text: str) -> None:
    assert not missing_paths(text)


@pytest.mark.parametrize(
    "name", ["dialogs.nothing", "dialogs.view.nothing", "bot.conversation.turn.Turns.no"]
)
def test_a_module_that_is_not_there_is_noticed(name: str) -> None:
    assert missing_modules(f"`{name}`")
    assert missing_modules(f"`{name}()`")


@pytest.mark.parametrize("target", ["docs/none.md", "LICENSE#heading", "../elsewhere", "#nowhere"])
def test_a_link_to_nowhere_is_noticed(target: str) -> None:
    assert broken_links(README, f"[text]({target})")


def test_commands_are_read_with_their_options() -> None:
    text = '`python app.py` `python app.py ask "A B" --json` make run ARGS="check --as-at"'
    assert list(commands(text)) == [("serve", []), ("ask", ["--json"]), ("check", ["--as-at"])]
