"""JSON that is sent and stored says what the standard library's would, however odd the text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fast_json import sent, stored

ODD = st.characters() | st.characters(categories=["Cs", "Cc"]) | st.characters(min_codepoint=0xFFF0)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(ODD),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(ODD), inner),
    max_leaves=20,
)


@given(VALUES)
def test_any_value_comes_back_from_both(value: object) -> None:
    assert json.loads(sent(value)) == value
    assert json.loads(stored(value)) == value
    assert stored(value).isascii()


def test_it_is_as_short_as_it_can_be() -> None:
    assert sent({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()
    assert stored({"a": [1, "é😀"]}) == '{"a":[1,"\\u00e9\\ud83d\\ude00"]}'


@pytest.mark.parametrize("value", [object(), {1, 2}, {"a": object()}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        sent(value)
