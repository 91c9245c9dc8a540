"""From a command to the events it causes, or to a refusal. Nothing here changes an encounter."""

from __future__ import annotations

from dialogs import answering, people
from dialogs.commands import (
    AddPerson,
    Answer,
    Answers,
    Back,
    Close,
    Command,
    Confirm,
    Dismiss,
    Look,
    Offer,
    Pause,
    PickUp,
    ReadHandover,
    Refusal,
    Remind,
    RemovePerson,
    Reopen,
    Resume,
    Stamp,
    Undo,
)
from dialogs.deciding import Deciding, Decision
from dialogs.event import Kind
from dialogs.going_back import previous
from dialogs.view import View
from dialogs.wish import WISHES, asked, handed_over, wish

MAX_EVENTS = 5000


def decide(seen: View, command: Command, stamp: Stamp) -> Decision:
    """The events a command causes, given where the encounter stands, or why it causes none."""
    if seen.revision >= MAX_EVENTS:
        return Refusal("full", "This encounter is full. Close it and start another.")
    if seen.facts.closed and not isinstance(command, Reopen | Look | Undo):
        return Refusal("closed", "This encounter is closed. Say “reopen” to change it.")
    return _decide(Deciding(seen, stamp), command)


def _decide(at: Deciding, command: Command) -> Decision:
    match command:
        case Answer():
            return answering.answer(at, command)
        case Answers(answers):
            return answering.several(at, answers)
        case Confirm():
            return answering.confirm(at)
        case Dismiss():
            return answering.dismiss(at)
        case AddPerson(group):
            return people.add(at, group)
        case RemovePerson(person):
            return people.remove(at, person)
        case PickUp():
            return _pick_up(at)
        case Look():
            return _look(at, command)
        case Back():
            return _back(at)
        case Undo():
            return _undo(at)
        case ReadHandover():
            return _read_handover(at)
        case Remind(how):
            return _remind(at, how)
        case Pause() | Resume() | Close() | Reopen() | Offer():
            return _turn(at, command)


def _pick_up(at: Deciding) -> Decision:
    held = {at.view.encounter.owner, *at.view.facts.attending}
    if at.stamp.by in held:
        return Refusal("already", "You have this encounter already.")
    return (at.event(Kind.PICKED_UP),)


def _look(at: Deciding, command: Look) -> Decision:
    if command.step is None:
        return (at.event(Kind.FOCUSED),)
    person, step = command.person, command.step
    if person is not None and person not in at.view.facts.people:
        return at.unavailable((person, step))
    lane = at.view.lane_of((person, step))
    if lane is None or lane.lane.id != step:
        person = at.view.reading.key(person, step)[0]
        if at.view.stop((person, step)) is None:
            return at.unavailable((person, step))
    value = "revisit" if command.revisit else None
    return (at.event(Kind.FOCUSED, person, step, value),)


def _back(at: Deciding) -> Decision:
    key = previous(at.view)
    if key is None:
        return Refusal("first", "There is nothing before this.")
    return (at.event(Kind.FOCUSED, key[0], key[1], "revisit"),)


def _undo(at: Deciding) -> Decision:
    last = at.view.facts.last
    if last is None:
        return Refusal("nothing", "There is nothing to undo.")
    return (at.event(Kind.UNDONE, value=last),)


def _read_handover(at: Deciding) -> Decision:
    # Only reminders want to know, and looking should change as little as it can.
    if not asked(at.view.encounter) or handed_over(at.view.encounter):
        return _already()
    return (at.event(Kind.HANDOVER_READ),)


def _remind(at: Deciding, how: str) -> Decision:
    if how not in WISHES:
        return Refusal("invalid", "Say “reminders” to choose when to be reminded.")
    if wish(at.view.encounter, at.stamp.by) == how:
        return _already()
    return (at.event(Kind.REMINDING, value=how),)


def _turn(at: Deciding, command: Pause | Resume | Close | Reopen | Offer) -> Decision:
    facts = at.view.facts
    kind, already = {
        Pause: (Kind.PAUSED, facts.paused),
        Resume: (Kind.RESUMED, not facts.paused),
        Close: (Kind.CLOSED, facts.closed),
        Reopen: (Kind.REOPENED, not facts.closed),
        Offer: (Kind.OFFERED, facts.offered),
    }[type(command)]
    return _already() if already else (at.event(kind),)


def _already() -> Refusal:
    return Refusal("already", "That is already so. Nothing has changed.")
