"""Encounters, events and work to try a store with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage.store import Append, Conversation, Store, StoredTurn, Work
from dialogs.encounter import Encounter, Mode, Pin
from dialogs.event import Event, Json, Kind
from dialogs.training.exercise import Exercise, ExercisePin, Feedback, Terms

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
PIN = Pin(
    "encounter", {"encounter": "2026.2@ab12", "nrm": "2026.4@cd34"}, "force@ef", Mode.TRAINING
)


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def answered(step: str, value: Json = "yes", kind: Kind = Kind.ANSWERED) -> Event:
    return Event(AT, "officer-1", kind, f"command-{step}", "person1", step, value)


def happened(kind: Kind) -> Event:
    return Event(AT, "officer-1", kind, f"command-{kind}")


def opening(id_: str = "e1", code: str = "K7Q2", *events: Event, owner: str = "o1") -> Encounter:
    return Encounter(id_, code, owner, AT, PIN, events)


def exercise(id_: str = "x1", owner: str = "o1", *events: Event) -> Exercise:
    pin = ExercisePin("a-case", "ab12", AT.date(), {"nrm": "2026.4@cd34"}, Terms(Feedback.END))
    return Exercise(id_, owner, AT, pin, events)


def decided(stage: str, option: str = "a1b2c3") -> Event:
    return Event(AT, "officer-1", Kind.ANSWERED, f"command-{stage}", None, stage, option)


def work(
    turn: str,
    conversation: Conversation | None = None,
    opened: Encounter | None = None,
    appended: Append | None = None,
    at: datetime = AT,
) -> Work:
    """Work of one turn; without a conversation, the chat's state is left alone."""
    return Work(
        StoredTurn(turn, ({"type": "message", "text": turn},)),
        conversation or Conversation("chat", {}),
        at,
        opened,
        appended,
        conversation_changed=conversation is not None,
    )


async def append(store: Store, turn: str, encounter: str, expected: int, *events: Event) -> None:
    await store.commit(work(turn, appended=Append(encounter, expected, events)))


async def log(store: Store, encounter: str) -> tuple[Event, ...]:
    found = await store.encounter(encounter)
    assert found is not None
    return found.log
