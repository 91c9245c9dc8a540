"""What the scenarios are said to cover, held against what happens when they are played."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from content.scenario import Scenario, Theme
from content.scenario_files import Script, load_scenarios
from content.scenario_moves import Check
from dialogs.rehearsal.run import Played, play
from tests.journey import TODAY, published

DOCS = Path(__file__).parents[1] / "docs" / "scenarios.md"
ROW = re.compile(r"^\| (?P<what>[^|]+) \| `(?P<theme>[a-z0-9-]+)` \| (?P<ids>[^|]+) \|$", re.M)
CASE = re.compile(r"^\| (?P<place>p\.[^|]+) \| (?P<ids>[^|]+) \|$", re.M)
REPORT = "stolen-freedom-2017"
UNDER_18 = {"child", "treat-as-child"}


@cache
def scripts() -> dict[str, Script]:
    return load_scenarios(published().sources)


def scenario(name: str) -> Scenario:
    return scripts()[name].scenario


@cache
def played(name: str) -> Played:
    one = scenario(name)
    on = one.as_of or TODAY
    release = published().release(one.guide, on) if one.guide else None
    return play(one, release, lambda text, day: (), on)


def names(listed: str) -> list[str]:
    return re.findall(r"`([a-z0-9-]+)`", listed)


def table() -> list[tuple[str, Theme, list[str]]]:
    found = ROW.finditer(DOCS.read_text(encoding="utf-8"))
    return [(row["what"].strip(), Theme(row["theme"]), names(row["ids"])) for row in found]


def cases() -> list[tuple[str, list[str]]]:
    found = CASE.finditer(DOCS.read_text(encoding="utf-8"))
    return [(row["place"].strip(), names(row["ids"])) for row in found]


def ever(name: str, conclusion: str) -> dict[str, int]:
    """The people for whom something was ever concluded, with when it last was."""
    held = played(name).held
    about = ((key.rpartition("/"), revision) for key, revision in held.items())
    return {person: revision for (person, _, id_), revision in about if id_ == conclusion}


def under_18(name: str) -> bool:
    return any(one.get("age_group") in UNDER_18 for one in people(name).values())


def people(name: str) -> dict[str, dict[str, object]]:
    return {person: dict(topics) for person, topics in scenario(name).expect.people.items()}


def doubted(name: str) -> bool:
    """Somebody is treated as a child in the end, or where the scenario stops to look."""
    one = scenario(name)
    looks = [one.expect, *(move.check for move in one.then if isinstance(move, Check))]
    return any(
        dict(topics).get("age_group") == "treat-as-child"
        for look in looks
        for topics in look.people.values()
    )


def several_answers(name: str) -> bool:
    """Adults who do not all decide the same about the NRM."""
    adults = [one for one in people(name).values() if one.get("age_group") not in UNDER_18]
    return len({one.get("nrm") for one in adults} & {"refer", "declined", "undecided"}) > 1


def turned(name: str) -> bool:
    """Somebody who said no and is referred in the end."""
    no, yes = ever(name, "nrm-declined"), ever(name, "nrm-refer")
    return any(no[person] < yes.get(person, -1) for person in no)


def themed(name: str) -> object:
    """Nothing but the theme makes the row true."""
    return name


TRUE: dict[str, Callable[[str], object]] = {
    "Children": under_18,
    "Doubt about age": doubted,
    "Several people with different consents": several_answers,
    "An adult who refuses, then accepts": turned,
    "An adult who cannot decide now": lambda name: ever(name, "nrm-capacity"),
    "An offence on Schedule 4": lambda name: ever(name, "s45-excluded"),
    "Section 45, adult and under 18": lambda name: (
        ever(name, "s45-adult-test") or ever(name, "s45-child-test")
    ),
    "A call": lambda name: Theme.CALL in scenario(name).themes,
    "Custody": lambda name: scenario(name).guide in ("detention", "encounter"),
    "A cuckooed British adult": lambda name: (
        Theme.BRITISH in scenario(name).themes and not under_18(name)
    ),
}
WANTED = {
    "Forced labour",
    "Debt bondage",
    "Sexual exploitation",
    "Criminal exploitation",
    "Forced begging",
    "Financial exploitation",
    "Domestic servitude",
    "Removal of organs",
    "Cannabis house",
    "County lines",
    "Lorry or van",
    "Brothel",
    "Front desk",
    *TRUE,
}


def test_everything_that_must_be_trained_on_is_in_the_table() -> None:
    assert {what for what, _, _ in table()} == WANTED
    assert all(listed for _, _, listed in table())


@pytest.mark.parametrize(("what", "theme", "listed"), table(), ids=[one[0] for one in table()])
def test_a_row_of_the_table_is_true(what: str, theme: Theme, listed: list[str]) -> None:
    true = TRUE.get(what, themed)
    for name in listed:
        assert scenario(name).trains, name
        assert theme in scenario(name).themes, name
        assert true(name), name


def test_the_table_leaves_out_nothing_that_is_played() -> None:
    """A case that plays a guide is in each row whose theme it has, if the row is true of it."""
    for what, theme, listed in table():
        true = TRUE.get(what, themed)
        here = [
            name
            for name, script in scripts().items()
            if script.scenario.guide and theme in script.scenario.themes and true(name)
        ]
        assert sorted(listed) == sorted(here), what


def test_cases_of_the_inspection_report_are_retold() -> None:
    assert len(cases()) >= 16
    for place, listed in cases():
        for name in listed:
            one = scenario(name)
            assert (one.basis, one.cite[0].source) == ("report", REPORT), name
            assert one.cite[0].where == place, name


def test_a_theme_is_no_empty_word() -> None:
    """Children, several people and decisions of consent are there where the theme says so."""
    for name, script in scripts().items():
        one = script.scenario
        if one.guide is None:
            continue
        assert under_18(name) == (Theme.CHILDREN in one.themes), name
        assert doubted(name) or Theme.AGE_DOUBT not in one.themes, name
        assert len(one.expect.people) > 1 or Theme.SEVERAL_PEOPLE not in one.themes, name
        if Theme.CONSENT in one.themes:
            assert any(topics["nrm"] for topics in people(name).values()), name
