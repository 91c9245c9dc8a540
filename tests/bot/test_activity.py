import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import (
    BadActivity,
    card_error,
    conversation_key,
    log_id,
    reply_to,
    tenant_id,
    turn_key,
    user_id,
)
from bot.shape import ID_LIMIT, check
from tests.bot.fakes import invoke, message

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = [*message(), "value", "name", "deliveryMode", "attachments", "membersAdded", "replyToId"]


@pytest.mark.parametrize(
    ("activity", "names"),
    [
        (None, "JSON object"),
        ([], "JSON object"),
        ("x", "JSON object"),
        ({}, "type"),
        (message(type=...), "type"),
        (message(type=7), "type"),
        (message(type=""), "type"),
        (message(conversation=...), "conversation.id"),
        (message(conversation={}), "conversation.id"),
        (message(conversation="c"), "conversation"),
        (message(conversation={"id": 7}), "conversation.id"),
        (message(conversation={"id": "x" * (ID_LIMIT + 1)}), "conversation.id"),
        (message(conversation={"id": "a\x00b"}), "conversation.id"),
        (message(**{"from": ...}), "from.id"),
        (message(**{"from": "29:1abc"}), "from"),
        (message(**{"from": {"name": "x"}}), "from.id"),
        (message(recipient=[]), "recipient"),
        (message(id=7), "id"),
        (message(id="a\nb"), "id"),
        (message(channelId=["msteams"]), "channelId"),
        (message(serviceUrl=7), "serviceUrl"),
        (message(text={"a": 1}), "text"),
        (message(attachments={}), "attachments"),
        (message(attachments=["x"]), "attachments"),
        (message(entities=7), "entities"),
        (message(membersAdded=[None]), "membersAdded"),
        (message(channelData="x"), "channelData"),
        (message(deliveryMode=1), "deliveryMode"),
        (invoke() | {"name": None}, "name"),
        (invoke() | {"name": 7}, "name"),
    ],
)
def test_a_wrong_shape_is_told_by_field(activity: Any, names: str) -> None:
    with pytest.raises(BadActivity, match=names):
        check(activity)


@pytest.mark.parametrize(
    "activity",
    [
        message(),
        invoke(),
        message(text=None, attachments=[{"contentType": "audio/ogg"}]),
        message(text=..., id=..., recipient=..., locale=..., channelId=...),
        message(type="conversationUpdate", membersAdded=[{"id": "28:b"}], **{"from": ...}),
        message(type="installationUpdate", action="add"),
        message(type="messageReaction", reactionsAdded=[{"type": "like"}]),
        message(type="something new", value=[1, 2]),
    ],
)
def test_what_channels_send_is_taken_as_it_is(activity: Any) -> None:
    before = json.dumps(activity)
    assert check(activity) is activity
    assert json.dumps(activity) == before


@given(st.sampled_from(FIELDS), JSON)
def test_any_value_in_any_field_is_taken_or_told(field: str, value: Any) -> None:
    try:
        activity = check(message() | {field: value})
    except BadActivity:
        return
    assert reply_to(activity)["type"] == "message"
    assert isinstance(user_id(activity) + tenant_id(activity) + log_id(activity), str)
    assert turn_key(activity) != ""


@given(JSON)
def test_any_json_is_taken_or_told(data: Any) -> None:
    with suppress(BadActivity):
        check(data)


def test_a_conversation_is_known_by_channel_and_id() -> None:
    assert conversation_key(message()) == "msteams|a:1xyz"
    assert log_id(message()) != log_id(message(channelId="webchat"))
    assert "xyz" not in log_id(message())


def test_a_redelivery_has_the_same_key_and_nothing_else_has() -> None:
    keys = {
        turn_key(message()),
        turn_key(message(id="2")),
        turn_key(message(channelId="webchat")),
        turn_key(message(conversation={"id": "a:2"})),
    }
    assert len(keys) == 4
    assert turn_key(message()) == turn_key(message(text="changed on the way"))
    assert turn_key(message(id=...)) is None


def test_a_reply_goes_back_where_it_came_from() -> None:
    asked = message()
    assert reply_to(asked, text="hi", speak="hi") == {
        "type": "message",
        "from": {"id": "28:11111111-2222-3333-4444-555555555555"},
        "recipient": {"id": "29:1abc"},
        "conversation": asked["conversation"],
        "serviceUrl": asked["serviceUrl"],
        "channelId": "msteams",
        "locale": "en-GB",
        "replyToId": "1485983408511",
        "text": "hi",
        "speak": "hi",
    }


def test_a_reply_says_nothing_that_was_not_said_to_it() -> None:
    bare = {"type": "message", "conversation": {"id": "c"}, "from": {"id": "u"}, "locale": None}
    assert reply_to(check(bare)) == {
        "type": "message",
        "conversation": {"id": "c"},
        "recipient": {"id": "u"},
    }
    assert "replyToId" not in reply_to(message(type="conversationUpdate"))


def test_the_tenant_and_the_sender_are_found_where_teams_puts_them() -> None:
    assert tenant_id(message()) == "t-1"
    assert tenant_id(message(conversation={"id": "c"})) == "t-2"
    assert tenant_id(message(conversation={"id": "c"}, channelData=None)) == ""
    assert user_id(message()) == "0f1e2d3c"
    assert user_id(message(**{"from": {"id": "29:1abc"}})) == "29:1abc"
    assert user_id(message(**{"from": ...})) == ""


def test_a_card_error_is_an_http_success_with_the_failure_inside() -> None:
    assert card_error(500, "InternalError", "Sorry.") == {
        "status": 200,
        "body": {
            "statusCode": 500,
            "type": "application/vnd.microsoft.error",
            "value": {"code": "InternalError", "message": "Sorry."},
        },
    }
