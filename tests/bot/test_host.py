"""Each SDK as a shell: its middleware wraps turns, and the core never notices which one it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot import environment
from bot.activity import Host, JsonObject, Outcome, reply_to
from bot.channel.outbound import Outbound
from bot.delivery import Delivery
from bot.host import choice
from bot.host.chosen import MakeHost
from bot.settings import ROOT, SettingsError
from bot.shape import check
from tests.bot.fakes import Connector, FakeCore, invoke, message
from tests.bot.hosts import HOSTS, PACKAGES

RESULT: JsonObject = {"status": 200, "body": {"statusCode": 200, "type": "x", "value": {}}}
TYPED = "John Smith of 12 Acacia Road"


def at(connector: Connector, **changes: Any) -> JsonObject:
    return message(serviceUrl=connector.url, **changes)


class Chatty:
    """Middleware that speaks before the turn, and forgets what the turn gave back."""

    def __init__(self, sdk: str) -> None:
        self._takes_context = sdk == choice.AGENTS
        self.contexts: list[Any] = []

    async def on_turn(self, context: Any, logic: Callable[..., Awaitable[object]]) -> None:
        self.contexts.append(context)
        await context.send_activity("before")
        await logic(*[context][: self._takes_context])


class Looking(Chatty):
    """Middleware that only looks at what came in."""

    async def on_turn(self, context: Any, logic: Callable[..., Awaitable[object]]) -> None:
        assert context.activity.type
        await logic(*[context][: self._takes_context])


class Silent:
    async def on_turn(self, context: object, logic: object) -> None:
        """Ends the turn here."""


@pytest.fixture(params=HOSTS)
def sdk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def wrapped(sdk: str, core: FakeCore, outbound: Outbound, middleware: object) -> Host:
    host: Any = HOSTS[sdk](core, outbound)
    host.use(middleware)
    made: Host = host
    return made


async def test_middleware_wraps_the_turn_and_speaks_through_our_client(
    sdk: str, connector: Connector, outbound: Outbound
) -> None:
    chatty = Chatty(sdk)
    host = wrapped(sdk, FakeCore(), outbound, chatty)
    outcome = await host.process(at(connector), {"aud": "bot"})
    assert [reply["text"] for reply in outcome.replies] == ["echo hello"]
    assert connector.texts == ["before"]
    [sent] = connector.calls
    assert sent.path == "/v3/conversations/a%3A1xyz/activities/1485983408511"
    assert (sent.body["recipient"]["id"], sent.body["type"]) == ("29:1abc", "message")
    [context] = chatty.contexts
    assert context.activity.conversation.id == "a:1xyz"
    keys = {choice.AGENTS: "AgentIdentity", choice.BOTBUILDER: "BotIdentity"}
    assert context.turn_state[keys[sdk]].claims == {"aud": "bot"}


async def test_a_connector_that_gives_no_id_is_no_failure(
    sdk: str, connector: Connector, outbound: Outbound
) -> None:
    connector.script.append("wordless")
    assert (
        await wrapped(sdk, FakeCore(), outbound, Chatty(sdk)).process(at(connector), {})
    ).replies


async def test_what_middleware_says_is_part_of_the_answer_when_replies_are_expected(
    sdk: str, connector: Connector, outbound: Outbound
) -> None:
    host = wrapped(sdk, FakeCore(), outbound, Chatty(sdk))
    outcome = await host.process(at(connector, deliveryMode="expectReplies"), {})
    assert [reply["text"] for reply in outcome.replies] == ["before", "echo hello"]
    assert connector.calls == []


async def test_middleware_may_end_a_turn(sdk: str, outbound: Outbound) -> None:
    core = FakeCore()
    host = wrapped(sdk, core, outbound, Silent())
    assert await host.process(message(), {}) == Outcome()
    assert core.seen == []


async def test_middleware_can_replace_and_delete_messages(
    sdk: str, connector: Connector, outbound: Outbound
) -> None:
    chatty = Chatty(sdk)
    await wrapped(sdk, FakeCore(), outbound, chatty).process(at(connector), {})
    [context] = chatty.contexts
    sent = await context.send_activity("draft")
    changed = context.activity
    changed.id, changed.text = sent.id, "final"
    await context.update_activity(changed)
    await context.delete_activity(str(sent.id))
    assert [(call.method, call.path.rpartition("/")[2]) for call in connector.calls[1:]] == [
        ("POST", "1485983408511"),
        ("PUT", "sent-2"),
        ("DELETE", "sent-2"),
    ]
    assert connector.calls[2].body["text"] == "final"


async def test_replies_stay_the_dictionaries_the_core_made(
    make_host: MakeHost, outbound: Outbound
) -> None:
    made = reply_to(message(), text="hi", somethingNew=[1])
    outcome = Outcome((made,), invoke=RESULT)

    async def act(activity: JsonObject) -> Outcome:
        return outcome

    assert await make_host(FakeCore(act), outbound).process(message(), {}) is outcome
    assert outcome.replies[0] is made


async def test_a_failure_of_the_core_is_left_to_delivery(
    make_host: MakeHost, outbound: Outbound
) -> None:
    async def fail(activity: JsonObject) -> Outcome:
        raise LookupError(TYPED)

    with pytest.raises(LookupError):
        await make_host(FakeCore(fail), outbound).process(message(), {})


async def test_the_edge_needs_no_sdk(connector: Connector, outbound: Outbound) -> None:
    class Bare:
        async def process(self, raw: JsonObject, claims: object) -> Outcome:
            return replace(Outcome(), replies=(reply_to(raw, text="bare"),))

    host: Host = Bare()
    delivery = Delivery(host, outbound)
    await delivery.deliver(at(connector), await delivery.run(at(connector), {}))
    assert connector.texts == ["bare"]


# What the SDK makes of an activity decides nothing

ODD: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", " ", ":", "x", "2026-13-45T00:00:00Z", [], [None], ["x"],
    [{}], [{"id": ""}], [{"type": "mention", "mentioned": "x"}], [{"contentType": None}],
    [{"type": "ProductInfo", "id": TYPED}], {}, {"id": ""}, {"id": None}, {"name": 1}, {"a": [1]},
]  # fmt: skip
FIELDS = (
    "id", "timestamp", "localTimestamp", "localTimezone", "callerId", "serviceUrl", "channelId",
    "from", "conversation", "recipient", "textFormat", "attachmentLayout", "membersAdded",
    "membersRemoved", "reactionsAdded", "reactionsRemoved", "topicName", "historyDisclosed",
    "locale", "text", "speak", "inputHint", "summary", "suggestedActions", "attachments",
    "entities", "channelData", "action", "replyToId", "label", "valueType", "value", "name",
    "relatesTo", "code", "expiration", "importance", "deliveryMode", "listenFor",
    "textHighlights", "semanticAction", "unknown",
)  # fmt: skip
PARTS = ("from", "recipient", "conversation")
INNER = ("name", "role", "aadObjectId", "tenantId", "isGroup", "conversationType", "properties")


def odd_activities() -> list[JsonObject]:
    """Every field of the protocol with every odd value, one at a time."""
    found = []
    for base in (message(), invoke(), message(type="conversationUpdate")):
        found += [base | {field: odd} for field in FIELDS for odd in ODD]
        for part in PARTS:
            whole: Any = base[part]
            found += [base | {part: whole | {inner: odd}} for inner in INNER for odd in ODD]
    return found


def passes(activity: JsonObject) -> bool:
    try:
        check(activity)
    except ValueError:
        return False
    return True


async def test_whatever_passes_the_check_reaches_the_core_whole(
    sdk: str, outbound: Outbound, caplog: pytest.LogCaptureFixture
) -> None:
    core = FakeCore()
    host = wrapped(sdk, core, outbound, Looking(sdk))
    taken = [activity for activity in odd_activities() if passes(activity)]
    assert len(taken) > 2000
    for activity in taken:
        outcome = await host.process(activity, {})
        assert outcome.replies[0]["text"] == f"echo {activity.get('text')}"
    assert core.seen == taken
    assert TYPED not in caplog.text
    assert not caplog.records


async def test_middleware_sees_the_envelope_of_what_its_sdk_cannot_read(
    sdk: str, connector: Connector, outbound: Outbound
) -> None:
    chatty = Chatty(sdk)
    odd = at(connector, listenFor=7, suggestedActions=TYPED)
    await wrapped(sdk, FakeCore(), outbound, chatty).process(odd, {})
    [context] = chatty.contexts
    seen = context.activity
    assert (seen.text, seen.conversation.id, seen.recipient.id) == (
        "hello",
        "a:1xyz",
        "28:11111111-2222-3333-4444-555555555555",
    )
    assert connector.texts == ["before"]


# Which one


def loaded(sdk: str) -> set[str]:
    """The packages loaded by a new process that makes this host for the whole bot."""
    code = (
        "import sys; import bot.server; from bot.host.chosen import host; "
        f"host({sdk!r}); print(*{{name.partition('.')[0] for name in sys.modules}})"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    return set(told.stdout.decode().split())


@pytest.mark.parametrize("chosen", HOSTS)
def test_only_the_chosen_sdk_is_loaded(chosen: str) -> None:
    packages = loaded(chosen)
    assert PACKAGES[chosen] <= packages
    others = {name for sdk, names in PACKAGES.items() if sdk != chosen for name in names}
    assert others & packages == set()


def test_the_setting_chooses_and_botbuilder_is_the_default() -> None:
    assert environment.load({}).host_sdk == choice.BOTBUILDER
    assert environment.load({"HOST_SDK": "Agents"}).host_sdk == choice.AGENTS
    with pytest.raises(SettingsError, match="HOST_SDK is none of botbuilder, agents"):
        environment.load({"HOST_SDK": "teams"})


def test_an_sdk_that_is_not_installed_is_a_problem_with_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    with pytest.raises(SettingsError) as caught:
        environment.load({"HOST_SDK": "agents", "PORT": "many"})
    told = "\n".join(caught.value.problems)
    assert "PORT" in told
    assert "pip install -r requirements-agents.txt" in told
