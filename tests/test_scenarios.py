"""Every scenario holds on the guidance of its day, and together they reach all of it."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.command_line import main
from bot.content_check import finder
from content.checks.reading_age import GRADE, grade
from content.guide import Answer
from content.issue import ContentError, Issue
from content.loader import FOLDER
from content.release import Release
from content.scenario import Scenario, Situation, Theme
from content.scenario_files import SCENARIOS, Script, load_scenarios, read_scenario
from content.strict_yaml import parse
from dialogs.rehearsal.asked import Finder
from dialogs.rehearsal.cover import uncovered, wanted
from dialogs.rehearsal.every import play_every, points, visited, walked
from dialogs.rehearsal.run import Played, play
from tests.journey import TODAY, published, reloaded, understood

DOCS = Path(__file__).parents[1] / "docs" / "scenarios.md"
FILES = sorted((FOLDER / SCENARIOS).rglob("*.yaml"))
REPORT = "stolen-freedom-2017"
CASE = FOLDER / SCENARIOS / "happy-path" / "front-desk-turned-away.yaml"
FILE = str(CASE.relative_to(FOLDER))


@cache
def scripts() -> dict[str, Script]:
    return load_scenarios(published().sources)


@cache
def release(guide: str, on: date) -> Release:
    return published().release(guide, on)


def find(text: str, on: date) -> Sequence[Answer]:
    return finds()(text, on)


@cache
def finds() -> Finder:
    return finder(published(), understood())


def played(script: Script) -> Played:
    scenario = script.scenario
    on = scenario.as_of or TODAY
    guide = release(scenario.guide, on) if scenario.guide else None
    return play(scenario, guide, find, on, stored=reloaded)


@cache
def results() -> dict[str, Played]:
    scenarios = [script.scenario for script in scripts().values()]
    return play_every(scenarios, published(), find, TODAY, stored=reloaded)


def result(name: str) -> Played:
    return results()[name]


def told(script: Script, outcome: Played) -> list[Issue]:
    return [script.issue(one.loc, "scenario", one.message) for one in outcome.problems]


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_the_scenario_holds(name: str) -> None:
    problems = told(scripts()[name], result(name))
    assert not problems, "\n".join(map(str, problems))


def test_scenarios_reach_all_of_the_guidance() -> None:
    missing = uncovered(walked(published(), TODAY), points(results()))
    assert not missing, "No scenario reaches:\n" + "\n".join(map(str, missing))


def test_every_guide_in_force_has_a_part_in_a_scenario() -> None:
    reached = visited(results(), published())
    assert [e.file for e in published().on(TODAY).values() if e.file not in reached] == []


def test_a_part_of_the_guidance_that_is_not_reached_is_listed() -> None:
    editions = walked(published(), TODAY)
    found = sorted(wanted(editions))
    kinds = (" = ", " = (none of these)", ".", " outcome ", " alert ")
    assert all(any(kind in str(point) for point in found) for kind in kinds)
    gone = {point._replace(version="") for point in found[::7]}
    kept = [point for point in found if point._replace(version="") not in gone]
    missing = uncovered(editions, kept)
    assert set(missing) == set(found) - set(kept)
    assert list(missing) == sorted(missing)


def test_there_are_enough_of_each_kind() -> None:
    all_of_them = [script.scenario for script in scripts().values()]
    situations = Counter(scenario.situation for scenario in all_of_them)
    retold = [s for s in all_of_them if s.source == REPORT and s.basis == "report"]
    cases = {s.cite[0].where for s in retold}
    assert len(all_of_them) >= 24
    assert len(cases) >= 16
    assert set(situations) == set(Situation)
    assert {theme for s in all_of_them for theme in s.themes} == set(Theme)


def words(scenario: Scenario) -> list[str]:
    decided = [(d.right, d.why, d.wrong_seen or "") for d in scenario.decisions]
    said = [text for texts in decided for text in texts]
    return [scenario.brief, *scenario.reveal.values(), *said, *scenario.learning]


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_a_scenario_is_as_easy_to_read_as_the_guidance(name: str) -> None:
    found = grade(words(scripts()[name].scenario))
    assert found is not None
    assert found <= GRADE


def test_what_went_wrong_is_never_given_as_right() -> None:
    for script in scripts().values():
        wrong = {one.wrong_seen for one in script.scenario.decisions} - {None}
        advice = {one.right for one in script.scenario.decisions} | set(script.scenario.learning)
        assert not wrong & advice


def changed(*swaps: tuple[str, str]) -> str:
    """A good scenario with some of its text changed."""
    text = CASE.read_text(encoding="utf-8")
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def refusals(text: str, file: str = FILE) -> list[Issue]:
    """Why a file cannot be loaded or does not hold."""
    try:
        script = read_scenario(parse(file, text), published().sources)
    except ContentError as error:
        return list(error.issues)
    return told(script, played(script))


def line(text: str, marked: str) -> int:
    """The number of the only line that is ``marked`` or, if none is, that has it in it."""
    lines = list(enumerate(text.splitlines(), 1))
    found = [number for number, one in lines if one == marked]
    found = found or [number for number, one in lines if marked in one]
    assert len(found) == 1, marked
    return found[0]


OTHERS = """    instead:
      - {say: Record it when the NRM has decided}
      - {say: Record it only if he makes a statement and is willing to support a case}
"""
CHOICES = f"    choose: One modern slavery crime today, whatever he decides\n{OTHERS}"
TWICE = '{say: "one modern slavery crime today, whatever he decides"}'

WRONG = [
    # What cannot be loaded.
    ("unknown field", [("brief: You", "breif: x\nbrief: You")], "breif", "breif"),
    ("unknown in expect", [("  set_aside: []", "  set_asides: []")], "set_asides", "set_asides"),
    ("unknown topic", [("nrm: refer, d", "nmr: refer, d")], "nmr: refer", "nmr"),
    ("unknown role", [("[front-counter, response]", "[front-desk]")], "roles", "roles"),
    ("unknown theme", [("[front-desk, labour", "[font-desk, labour")], "font-desk", "themes"),
    ("unknown source", [('#p.44, D', '#x"]\n    cite2: ["y#D')], "cite2", "cite2"),
    ("not in register", [('toolkit-2026-04#1', "toolkit-2030#1")], "toolkit-2030", "sources.yaml"),
    ("no citation", [('cite: ["toolkit-2026-04#1; Consent and Support"]', "cite: []")], "cite: []",
     "at least 1"),
    ("source not cited", [(f"source: {REPORT}", "source: msa-2015")], "scenario: f", "`cite`"),
    ("wrong of a composite", [("basis: report", "basis: composite")], "scenario: f", "composite"),
    ("misplaced", [("situation: happy-path", "situation: corrections")], "scenario: f", "Belongs"),
    ("boolean", [("  medical: none", "  medical: no")], "medical: no", "true or false"),
    ("twice", [("  medical: none", "  medical: none\n  medical: care")], "medical: care", "twice"),
    ("no moves like it", [("expect:", "then:\n  - jump: 1\nexpect:")], "jump", "a move is one of"),
    ("two at once", [("expect:", "then:\n  - change: {place: home, danger: now}\nexpect:")],
     "change:", "one answer at a time"),
    ("bad key", [("  person1/account: A", "  person1/a b: A")], "a b: A", "reveal"),
    # What does not hold.
    ("unused answer", [("    consent: agrees", "    consent: agrees\n    undecided: done")],
     "undecided: done", "not used"),
    ("unused by anyone", [("  place: station", "  place: station\n  everyone: {capacity: done}")],
     "capacity: done", "not used"),
    ("unknown step", [("  medical: none", "  medicall: none\n  medical: none")], "medicall",
     "no step 'medicall'"),
    ("step of a person", [("  medical: none", "  medical: none\n  act-age: adult")], "act-age",
     "person1/act-age"),
    ("step of the scene", [("    account: done", "    account: done\n    place: home")],
     "place: home", "'place'"),
    ("not an option", [("  place: station", "  place: moon")], "moon", "not one of the choices"),
    ("wrong expectation", [("nrm: refer, d", "nrm: declined, d")], "nrm: declined",
     "expected declined, got refer"),
    ("nobody expected", [("{adult: 1}", "{adult: 2}")], "  people:", "nothing expected"),
    ("nobody there", [("    person1: {age", "    person2: {age_group: adult}\n    person1: {age")],
     "person2: {", "not in the encounter"),
    ("never", [("never: [nrm-declined", "never: [nrm-refer")], "nrm-refer, d", "'nrm-refer' holds"),
    ("never a step", [("never: [nrm-declined", "never: [person1/consent")], "consent, d", "holds"),
    ("never of nothing", [("never: [nrm-declined", "never: [nrm-decline")], "nrm-decline,",
     "nothing called"),
    ("outcome", [("[person1/nrm-refer,", "[person1/nrm-declined,")], "1/nrm-declined", "not hold"),
    ("alert", [("  alerts: []", "  alerts: [danger-now]")], "alerts", "expected danger-now"),
    ("left undone", [("    nrm-report: done\n", "")], "expect:", "Still open: person1/nrm-report"),
    ("outstanding", [("    crime-record: done", "    crime-record: later")], "outstanding",
     "got person1/crime-record"),
    ("revealed at no step", [("  person1/account: A", "  person1/capacity: A")], "capacity: A",
     "never asked"),
    ("decided at no step", [("    at: danger", "    at: act-now")], "at: act-now", "never asked"),
    ("changes nothing", [("expect:", "then:\n  - change: {act-now: done}\nexpect:")], "act-now",
     "no answer to change"),
    ("not read back", [("expect:", "then:\n  - change: {place: home}\n    keep: true\nexpect:")],
     "    keep: true", "without being read back"),
    ("not stale", [("expect:", "then:\n  - stale: {act-now: done}\nexpect:")], "act-now", "no old"),
    ("meets otherwise", [("expect:", "then:\n  - stale: {place: station}\nexpect:")], "- stale",
     "met 'already'"),
    ("refused", [("expect:", "then:\n  - remove: person9\nexpect:")], "person9", "not in this"),
    ("back elsewhere", [("expect:", "then:\n  - back: danger\nexpect:")], "- back", "Back leads"),
    ("other answer", [("expect:", "then:\n  - ask: what is a dtn\n    answer: nrm-how\nexpect:")],
     "    answer: nrm-how", "The answer found is"),
    ("not a question", [("expect:", "then:\n  - ask: undo\n    answer: nrm-how\nexpect:")],
     "- ask: undo", "not a question"),
    ("check", [("expect:", "then:\n  - check: {alerts: [danger-now]}\nexpect:")], "- check", "got"),
    # What an exercise could not be made of.
    ("no choices", [(CHOICES, "")], "scenario: f", "every stage has"),
    ("choice without others", [(OTHERS, "")], "stage: The record", "go together"),
    ("one other", [("      - {say: Record it when the NRM has decided}\n", "")],
     "stage: The record", "at least two"),
    ("the same twice", [("{say: Record it when the NRM has decided}", TWICE)],
     "stage: The record", "say the same"),
    ("real case unmarked", [(", seen: true", "")], "stage: At the counter", "seen: true"),
    ("real case not told", [("{say: Record it when", "{seen: true, say: Record it when")],
     "stage: The record", "wrong_seen"),
    ("answer to nothing", [("{say: Record it when", "{answer: done, say: Record it when")],
     "stage: The record", "needs the question"),
    ("not concluded", [("holds: [person1/nrm-refer]", "holds: [person1/nrm-declined]")],
     "holds: [person1/nrm-declined]", "does not conclude"),
    ("concluded of nobody", [("holds: [person1/safe-needed]", "holds: [person2/safe-needed]")],
     "holds: [person2/safe-needed]", "does not conclude"),
    ("stage twice", [("stage: The record", "stage: At the counter")], "scenario: f", "same name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("swaps", "marked", "message"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG]
)
def test_a_wrong_scenario_is_noticed_with_its_line(
    swaps: list[tuple[str, str]], marked: str, message: str
) -> None:
    text = changed(*swaps)
    found = refusals(text)
    places = [(one.file, one.line) for one in found if message in f"{one.message} {one.fix}"]
    assert (FILE, line(text, marked)) in places, "\n".join(map(str, found)) or "nothing"


def test_the_scenario_that_is_changed_is_good() -> None:
    assert not refusals(changed())


def test_all_files_are_reported_at_once(tmp_path: Path) -> None:
    folder = tmp_path / SCENARIOS / "happy-path"
    folder.mkdir(parents=True)
    (folder / "one.yaml").write_text(changed(("learning:", "lerning:")), encoding="utf-8")
    (folder / "two.yaml").write_text("\t", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_scenarios(published().sources, tmp_path)
    assert {Path(one.file).name for one in caught.value.issues} == {
        "one.yaml",
        "two.yaml",
        "notes.txt",
    }


def test_an_id_is_used_once(tmp_path: Path) -> None:
    for situation in ("happy-path", "corrections"):
        folder = tmp_path / SCENARIOS / situation
        folder.mkdir(parents=True)
        text = changed(("situation: happy-path", f"situation: {situation}"))
        (folder / CASE.name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="duplicate-id"):
        load_scenarios(published().sources, tmp_path)


def snippets() -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("number", range(len(snippets())))
def test_every_snippet_of_the_document_holds(number: int) -> None:
    """A snippet that is only a part is put in place of that part of the first, whole one."""
    whole = parse("docs", snippets()[0]).data
    merged = whole | parse("docs", snippets()[number]).data
    scenario = Scenario.model_validate(merged)
    outcome = play(scenario, release("encounter", TODAY), find, TODAY, stored=reloaded)
    assert not outcome.problems


def test_play_takes_a_scenario(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("what\n1\n1\n1\n1\n"))
    assert main(["play", CASE.stem]) == 0
    said = capsys.readouterr().out
    assert "Debrief" in said
    assert "Reply with the number" in said
    assert "Sources: " in said
