"""The second line that looks for danger: what it finds in messages that nothing was fitted to."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from content.check import check_folder
from content.danger import fit
from content.danger.classifier import Classifier
from content.danger.messages import KINDS, NOW, messages
from content.danger.rule import Danger
from content.loader import FOLDER
from content.retrieval import weights
from content.retrieval.labelled import read_rows
from content.retrieval.wordings import key, phrasings
from content.strict_yaml import read
from tests.journey import TODAY, understood

HERE = Path(__file__).parent
MISSED, FALSE = 0.185, 0.095  # shares of the unseen messages that may go wrong with both lines
MORE_FALSE = 0.037  # what the second line may add to false alarms on look-alikes,
ON_QUESTIONS = 0.005  # and on questions


@cache
def unseen() -> dict[str, list[str]]:
    """Messages that nothing was fitted to, by what they are: in danger now, or not."""
    data = read(HERE / "danger-unseen.yaml", HERE).data
    return {
        label: [line for text in kinds.values() for line in text.splitlines()]
        for label, kinds in data.items()
    }


def rule() -> Danger:
    return understood().danger.rule


def classifier() -> Classifier:
    return understood().danger.classifier


def found_alone(text: str) -> bool:
    """Whether the second line rings where the first does not."""
    return not rule().is_now(text) and classifier().is_now(text)


def test_danger_in_fresh_words_is_found() -> None:
    missed = [text for text in unseen()["now"] if not understood().danger.is_now(text)]
    assert len(missed) <= MISSED * len(unseen()["now"]), missed


def test_the_second_line_finds_most_of_what_the_first_misses() -> None:
    missed = [text for text in unseen()["now"] if not rule().is_now(text)]
    assert sum(map(classifier().is_now, missed)) > len(missed) / 2


def test_what_only_sounds_like_danger_in_fresh_words_is_seldom_taken_for_it() -> None:
    texts = unseen()["not now"]
    false = [text for text in texts if understood().danger.is_now(text)]
    assert len(false) <= FALSE * len(texts), false
    assert sum(map(found_alone, texts)) <= MORE_FALSE * len(texts)


def test_questions_are_left_to_the_answers() -> None:
    rows = [row for file in sorted((HERE / "questions").glob("*.jsonl")) for row in read_rows(file)]
    alone = [row["id"] for row in rows if found_alone(row["q"])]
    assert len(alone) <= ON_QUESTIONS * len(rows), alone


def test_wordings_are_left_to_the_answers() -> None:
    kept = [text for text, (name,) in phrasings(FOLDER) if name not in fit.OF_DANGER][::5]
    alone = [text for text in kept if found_alone(text)]
    assert len(alone) <= 1.5 * ON_QUESTIONS * len(kept), alone  # some of them do tell of danger


def test_the_unseen_messages_were_not_fitted_to() -> None:
    book = understood().lexicon
    fitted = {key(text, book) for text, _ in messages()}
    fresh = [text for texts in unseen().values() for text in texts]
    assert len(fresh) >= 500
    assert [text for text in fresh if key(text, book) in fitted] == []


@pytest.mark.parametrize(
    "text", ["", "?!", "\n\n", "٣" * 5000, "0", "10", "<b></b>", "nrm", "hello", "goodbye", "he is"]
)
def test_nothing_in_a_message_is_no_danger(text: str) -> None:
    assert not classifier().is_now(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is the form for an adult. she has gone limp and grey",
        "do we need consent first? a lad here has keeled over",
        "who do i phone for a bed tonight\nhe is climbing in through the window",
    ],
)
def test_one_sentence_of_danger_is_enough(text: str) -> None:
    assert classifier().is_now(text)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content."""
    root = tmp_path_factory.mktemp("danger") / "content"
    shutil.copytree(FOLDER, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return root


def rules(root: Path) -> set[str]:
    found = check_folder(root, TODAY)
    return {one.rule for one in found if one.rule in {"danger-stale", "labelled-twice"}}


def test_the_weights_are_those_of_the_messages() -> None:
    assert rules(FOLDER) == set()


def test_the_check_says_when_messages_changed_and_when_they_contradict(root: Path) -> None:
    extra = root / "danger/messages/now-extra.yaml"
    extra.write_text("weapons: |\n  he has a halberd\n", "utf-8")
    assert rules(root) == {"danger-stale"}
    (root / "danger/messages/not-now-extra.yaml").write_text(
        "weapons: |\n  He has a halberd!\n", "utf-8"
    )
    assert rules(root) == {"danger-stale", "labelled-twice"}


def test_the_check_names_a_heading_that_holds_no_text(root: Path) -> None:
    extra = root / "danger/messages/now-wrong.yaml"
    extra.write_text("weapons: |\n  he has a halberd\nfire:\n  - it burns\n", "utf-8")
    found = [(one.file, one.line) for one in check_folder(root, TODAY) if one.rule == "not-text"]
    extra.unlink()
    assert found == [("danger/messages/now-wrong.yaml", 3)]


def test_the_check_says_when_kinds_of_word_changed(root: Path) -> None:
    for file in (root / "danger/messages").glob("*extra.yaml"):
        file.unlink()
    with (root / KINDS).open("a", encoding="utf-8") as kinds:
        kinds.write("of-heraldry: [halberd, partisan]\n")
    assert rules(root) == {"danger-stale"}


def test_fitting_twice_writes_the_same_file_and_learns_a_new_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wordings = [text for text, _ in phrasings(FOLDER)][::200]
    monkeypatch.setattr(fit, "harmless", lambda root, rule: iter(wordings))
    rows = [*list(messages())[::20], *[("he came with a halberd", True)] * 2]
    once = fit.written(rows)
    assert once == fit.written(rows)
    file = tmp_path / "weights.tsv"
    file.write_text(once, "utf-8")
    learnt = weights.load(file)
    assert learnt.concepts == (NOW,)
    assert learnt.scores({"halberd": None})[NOW] > learnt.scores({"section": None})[NOW]
