"""Which guidance is in force on a day, and what of it can still be found later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.issue import ContentError
from content.library import NotInForce, Unavailable
from content.link import LinkError
from content.loader import load
from tests.content.folders import edit, put, sample
from tests.journey import guide_text, library_of, published

ASK = """
steps:
  - {{id: colour, title: Colour, ask: Which?, options: {{red: Red, green: {green}}}}}
"""


def versions(folder: Path, *windows: tuple[str, str]) -> list[str]:
    """Guide texts with the windows given, oldest first."""
    return [
        guide_text(ASK.format(green=f"Green {n}"), version=f"2026.{n}", since=since, until=until)
        for n, (since, until) in enumerate(windows, 1)
    ]


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2025-12-31", None),
        ("2026-01-01", "2026.1"),
        ("2026-05-31", "2026.1"),
        ("2026-06-01", "2026.2"),
    ],
)
def test_the_last_day_of_a_version_is_the_day_before_the_next(
    day: str, version: str | None, tmp_path: Path
) -> None:
    texts = versions(tmp_path, ("2026-01-01", "2026-06-01"), ("2026-06-01", "null"))
    library = library_of(tmp_path, *texts)
    on = date.fromisoformat(day)
    if version is None:
        with pytest.raises(NotInForce, match="No version of the guide 'g'"):
            library.in_force("g", on)
        return
    assert library.in_force("g", on).guide.version == version


def test_two_versions_at_once_are_refused_when_asked_for(tmp_path: Path) -> None:
    texts = versions(tmp_path, ("2026-01-01", "null"), ("2026-06-01", "null"))
    library = library_of(tmp_path, *texts)
    assert library.in_force("g", date(2026, 5, 31)).guide.version == "2026.1"
    for ask in (library.in_force, library.release):
        with pytest.raises(NotInForce, match="2 versions"):
            ask("g", date(2026, 6, 1))
    with pytest.raises(NotInForce):
        list(library.answers(date(2026, 6, 1)))


def test_in_a_gap_nothing_is_in_force(tmp_path: Path) -> None:
    texts = versions(tmp_path, ("2026-01-01", "2026-03-01"), ("2026-06-01", "null"))
    library = library_of(tmp_path, *texts)
    with pytest.raises(NotInForce):
        library.release("g", date(2026, 4, 1))
    assert library.on(date(2026, 4, 1)) == {}


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_what_is_published_is_in_force(status: str, tmp_path: Path) -> None:
    [text] = versions(tmp_path, ("2026-01-01", "null"))
    library = library_of(tmp_path, text.replace("status: published", f"status: {status}"))
    with pytest.raises(NotInForce):
        library.release("g", date(2026, 6, 1))


def test_a_pinned_version_is_found_after_its_last_day_is_set(tmp_path: Path) -> None:
    [text] = versions(tmp_path, ("2026-01-01", "null"))
    release = library_of(tmp_path, text).release("g", date(2026, 6, 1))
    ended = library_of(tmp_path, text.replace("until: null", "until: 2026-07-01"))
    assert ended.editions["g"][0].guide.effective.until == date(2026, 7, 1)
    assert ended.pinned("g", release.versions()).versions() == release.versions()


def test_a_pinned_version_is_found_until_its_words_change(tmp_path: Path) -> None:
    [text] = versions(tmp_path, ("2026-01-01", "null"))
    release = library_of(tmp_path, text).release("g", date(2026, 6, 1))
    assert load(tmp_path).pinned("g", release.versions()).versions() == release.versions()
    changed = library_of(tmp_path, text.replace("Green 1", "Greenish"))
    with pytest.raises(Unavailable):
        changed.pinned("g", release.versions())


def test_a_force_fills_in_its_own(tmp_path: Path) -> None:
    root = sample(tmp_path)
    library = load(root)
    day = date(2026, 11, 22)
    plain, filled = library.release("start", day), library.release("start", day, "sample")
    assert plain.local == {}
    assert filled.local == {"duty-lead": "the duty lead on 01632 960001"}
    assert filled.overlay.startswith("sample@")
    again = library.pinned("start", filled.versions(), filled.overlay)
    assert again.local == filled.local
    with pytest.raises(KeyError):
        library.release("start", day, "nowhere")


def test_answers_come_with_the_version_they_are_from(tmp_path: Path) -> None:
    found = {
        answer.id: edition.name
        for answer, edition in load(sample(tmp_path)).answers(date(2026, 6, 1))
    }
    assert set(found) == {"first-answer", "talk-answer"}
    assert all(name.startswith("2026.1@") for name in found.values())


def test_nothing_is_half_loaded(tmp_path: Path) -> None:
    root = sample(tmp_path)
    edit(root, "guides/talk/2026.1.yaml", "status: published", "status: publisht")
    put(root, "guides/odd/2026.1.yaml", "guide: [")
    edit(root, "forces/sample.yaml", "local:", "locals:")
    with pytest.raises(ContentError) as error:
        load(root)
    files = {issue.file for issue in error.value.issues}
    assert files == {"guides/talk/2026.1.yaml", "guides/odd/2026.1.yaml", "forces/sample.yaml"}


def test_a_guide_that_is_not_in_force_cannot_be_run(tmp_path: Path) -> None:
    root = sample(tmp_path)
    edit(root, "guides/talk/2026.1.yaml", "from: 2026-01-01", "from: 2026-06-01")
    with pytest.raises(LinkError, match="'talk', which is not in force"):
        load(root).release("start", date(2026, 5, 31))
    assert load(root).release("start", date(2026, 6, 1)).placed


def said(concept: str, on: date) -> str:
    """Everything the answers about a concept say first on a day, but for what tells of changes."""
    answers = [(a, e) for a, e in published().answers(on) if e.guide.guide != "changes"]
    return " ".join(s.text for a, _ in answers if concept in a.covers for s in a.say)


@pytest.mark.parametrize(
    ("concept", "day", "words", "not_yet_or_no_longer"),
    [
        ("recovery-period", "2017-10-01", "45 days", "30 days from"),
        ("recovery-period", "2021-08-01", "45 days", "30 days from"),
        ("recovery-period", "2023-01-29", "45 days", "At least 30 days"),
        ("recovery-period", "2023-01-30", "30 days", "45 days"),
        ("recovery-period", "2026-11-22", "At least 30 days", "45 days"),
        ("competent-authority", "2017-10-01", "National Crime Agency", "Single Competent"),
        ("competent-authority", "2021-08-01", "Single Competent Authority", "UK Visas"),
        ("competent-authority", "2026-11-22", "Immigration Enforcement Competent", "UK Visas"),
        ("duty-to-notify", "2017-10-01", "MS1 form, emailed", "online report"),
        ("duty-to-notify", "2021-08-01", "same online report", "MS1 form, emailed"),
        ("duty-to-notify", "2026-11-22", "same online report", "MS1 form, emailed"),
        ("nrm-how-to-refer", "2017-10-01", "paper form", "Online only"),
        ("nrm-how-to-refer", "2026-11-22", "Online only", "paper form"),
        (
            "crime-recording-when",
            "2017-10-01",
            "reasonable grounds decision was positive",
            "Record it now",
        ),
        ("crime-recording-when", "2021-08-01", "notifiable incident", "Record it now"),
        ("crime-recording-when", "2026-11-22", "Record it now", "notifiable incident"),
        ("dtn-deadline", "2017-10-01", "within one month", "As soon as you can"),
        ("dtn-deadline", "2026-11-22", "As soon as you can", "within one month"),
    ],
)
def test_each_day_has_its_own_guidance(
    concept: str, day: str, words: str, not_yet_or_no_longer: str
) -> None:
    text = said(concept, date.fromisoformat(day))
    assert words in text
    assert not_yet_or_no_longer not in text


def test_on_no_day_are_two_versions_of_a_guide_in_force() -> None:
    library = published()
    days = {e.guide.effective.from_ for every in library.editions.values() for e in every}
    for day in sorted(days):
        assert library.on(day)
