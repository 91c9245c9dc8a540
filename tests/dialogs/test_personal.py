"""Personal data in a message is recognised, and ordinary questions are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs.personal import LONGEST, Personal, personal, without_personal

HERE = Path(__file__).parent
CORPUS: dict[str, Any] = yaml.safe_load((HERE / "personal.yaml").read_text())
PLANTED = [(kind, text) for kind, texts in CORPUS["holds"].items() for text in texts]
PHRASINGS = HERE.parents[1] / "content" / "phrasings"
FALSE_ALARMS = 0.001  # of the wordings that questions come in


def wordings() -> Iterator[str]:
    """What officers ask, as written down for the search: none of it is about anybody."""
    for file in PHRASINGS.glob("*.yaml"):
        for lines in yaml.safe_load(file.read_text()).values():
            yield from lines.splitlines() if isinstance(lines, str) else map(str, lines)


@pytest.mark.parametrize(("kind", "text"), PLANTED)
def test_personal_data_is_recognised(kind: str, text: str) -> None:
    assert Personal[kind] in personal(text)


@pytest.mark.parametrize("kind", Personal)
def test_every_kind_has_its_examples(kind: Personal) -> None:
    assert CORPUS["holds"][kind.name]


@pytest.mark.parametrize("text", CORPUS["ordinary"])
def test_an_ordinary_message_is_left_alone(text: str) -> None:
    assert personal(text) == ()


@pytest.mark.parametrize("text", CORPUS["ordinary"])
def test_so_it_is_in_capitals_and_in_a_sentence(text: str) -> None:
    assert personal(text.upper()) == ()
    assert personal(f"ok so {text}, what now?") == ()


def test_hardly_any_question_raises_a_false_alarm() -> None:
    asked = list(wordings())
    assert len(asked) > 10_000
    alarms = [text for text in asked if personal(text)]
    assert len(alarms) <= FALSE_ALARMS * len(asked), alarms


@pytest.mark.parametrize(("kind", "text"), PLANTED)
def test_what_is_recognised_can_be_left_out(kind: str, text: str) -> None:
    rest = without_personal(f"{text}, do i need consent")
    assert Personal[kind] not in personal(rest)
    assert "do i need consent" in rest


@pytest.mark.parametrize("text", CORPUS["ordinary"])
def test_nothing_is_left_out_of_an_ordinary_message(text: str) -> None:
    assert without_personal(text) == " ".join(text.split())


def test_data_at_the_end_of_what_is_looked_at_is_found() -> None:
    text = "x " * 900 + "07700 900123"
    assert personal(text) == (Personal.PHONE,)
    assert personal("x" * LONGEST + " 07700 900123") == ()


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "0 ", "A", "Aa ", "aka ", "@", "a.", "/1", "é"])
def test_a_long_odd_message_is_looked_through_in_no_time(piece: str) -> None:
    personal(piece * LONGEST)  # a pattern that runs away would never come back
