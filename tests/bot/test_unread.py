"""An activity that is read late is the same as one that was read at once."""

from __future__ import annotations

import pytest
from botbuilder.schema import Activity

from bot.activity import JsonObject
from bot.host.unread import Unread
from tests.bot.fakes import invoke, message


@pytest.mark.parametrize("raw", [message(), invoke(), message(entities=[{"type": "mention"}])])
def test_it_is_the_same(raw: JsonObject) -> None:
    whole = Activity().deserialize(raw)
    assert vars(Unread(raw)) == {"_raw": raw}, "read before anybody asked"
    late = Unread(raw)
    assert late.text == whole.text
    assert vars(late) == vars(whole)
    assert Unread(raw).conversation.id == "a:1xyz"


def test_what_is_changed_first_stays_changed() -> None:
    activity = Unread(message())
    activity.text = "changed"
    assert (activity.id, activity.text) == ("1485983408511", "changed")


def test_what_is_not_there_is_not_there() -> None:
    with pytest.raises(AttributeError):
        Unread(message()).nothing  # noqa: B018
