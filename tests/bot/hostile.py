"""Personal data planted wherever a channel lets people put words, and a search for it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

Activity = dict[str, Any]


def _letters(count: int) -> str:
    return "".join(secrets.choice(ascii_lowercase) for _ in range(count))


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


@dataclass(frozen=True)
class Somebody:
    """An invented person, different in every run, so that what is found comes from this run."""

    first: str = field(default_factory=lambda: "Zq" + _letters(8))
    last: str = field(default_factory=lambda: "Xw" + _letters(8))
    phone: str = field(default_factory=lambda: "07700900" + _digits(3) + "x" + _letters(4))
    record: str = field(default_factory=lambda: "30CC/" + _digits(9) + "/26")
    plate: str = field(default_factory=lambda: "ZZ99" + _letters(6).upper())
    email: str = field(default_factory=lambda: f"{_letters(10)}@{_letters(8)}.example")

    @property
    def told(self) -> str:
        """All of it, as an officer might type it."""
        return (
            f"her name is {self.first} {self.last}, {self.phone}, custody record {self.record}, "
            f"van {self.plate}, {self.email}"
        )

    @property
    def traces(self) -> tuple[str, ...]:
        """What must be found nowhere."""
        return (self.first, self.last, self.phone, self.record, self.plate, self.email)

    def found_in(self, text: str | bytes) -> list[str]:
        """Which of it a text holds, in any case of letters."""
        held = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        held = held.lower()
        return [trace for trace in self.traces if trace.lower() in held]


def spread(value: Any, planted: str) -> Iterator[Any]:
    """A button's data with the words in the place of each of its values, and as one more."""
    yield {**value, "note": planted, planted: planted}
    for name in value:
        yield {**value, name: planted}
        yield {**value, name: [planted, {planted: planted}]}


def messages(plain: Activity, planted: str) -> Iterator[Activity]:
    """Messages with the words in each place that Teams has for any."""
    mention = {
        "type": "mention",
        "text": f"<at>{planted}</at>",
        "mentioned": {"id": "29:someone", "name": planted},
    }
    quoted = (
        '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1">'
        f"<strong>{planted}</strong><p>{planted}</p></blockquote><p>what is the nrm</p>"
    )
    file = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "name": f"{planted}.docx",
        "contentUrl": f"https://files.example/{planted}",
        "content": {"downloadUrl": f"https://files.example/{planted}", "fileType": planted},
    }
    yield {**plain, "text": planted}
    yield {**plain, "text": f"what is the nrm for {planted}"}
    yield {**plain, "text": f"person 1 is {planted}"}
    yield {**plain, "text": f"add {planted}"}
    yield {**plain, "text": f"as at {planted}"}
    yield {**plain, "text": f"take over {planted}"}
    yield {**plain, "text": f"/{planted}"}
    yield {**plain, "text": f"<at>{planted}</at> what is the nrm", "entities": [mention]}
    yield {**plain, "text": "help", "speak": planted, "summary": planted, "topicName": planted}
    yield {**plain, "text": "help", "from": {**plain["from"], "name": planted, "note": planted}}
    yield {**plain, "text": "help", "recipient": {**plain["recipient"], "name": planted}}
    named = {**plain["conversation"], "name": planted, "topic": planted}
    yield {**plain, "text": "help", "conversation": named}
    yield {**plain, "text": "help", "locale": planted, "localTimezone": planted}
    yield {**plain, "text": "what is the nrm", "attachments": [
        {"contentType": "text/html", "content": quoted}
    ]}  # fmt: skip
    yield {**plain, "text": "", "attachments": [file]}
    data = {"eventType": planted, "role": planted, "team": {"name": planted}, planted: planted}
    yield {**plain, "text": "help", "channelData": data}
    yield {**plain, "text": "help", "value": planted}
    yield {**plain, "text": "help", "properties": {planted: planted}, "entities": [{planted: {}}]}
    yield {**plain, "text": planted, "suggestedActions": {"actions": [{"title": planted}]}}


def events(plain: Activity, planted: str) -> Iterator[Activity]:
    """What is no message: edited and deleted ones, reactions, people who join."""
    for kind in ("messageUpdate", "messageDelete", "messageReaction", "typing", "event", "trace",
                 "endOfConversation", "handoff", "invokeResponse", planted):  # fmt: skip
        yield {**plain, "type": kind, "text": planted, "value": {planted: planted}, "name": planted}
    people = [{"id": "bot", "name": planted}, {"id": "29:other", "name": planted}]
    yield {**plain, "type": "conversationUpdate", "membersAdded": people, "topicName": planted}
    yield {**plain, "type": "conversationUpdate", "membersRemoved": people}
    yield {**plain, "type": "installationUpdate", "action": "add", "text": planted}


def invokes(plain: Activity, planted: str) -> Iterator[Activity]:
    """Searches from the compose box, and invokes that this bot does not know."""
    search = {
        "commandId": "searchGuidance",
        "parameters": [{"name": "query", "value": planted}, {"name": planted, "value": planted}],
        "queryOptions": {"skip": 0, "count": 5, planted: planted},
        "messagePayload": {"body": {"content": planted}},
    }
    yield {**plain, "type": "invoke", "name": "composeExtension/query", "value": search}
    other = {**search, "commandId": planted}
    yield {**plain, "type": "invoke", "name": "composeExtension/query", "value": other}
    for name in ("composeExtension/queryLink", "composeExtension/submitAction", "task/fetch",
                 "task/submit", "signin/verifyState", "fileConsent/invoke",
                 "message/submitAction", planted):  # fmt: skip
        yield {**plain, "type": "invoke", "name": name, "value": {"url": planted, "data": planted}}
    for value in ({}, {"action": planted}, {"action": {"verb": planted, "data": planted}}):
        yield {**plain, "type": "invoke", "name": "adaptiveCard/action", "value": value}
