"""From a command to the events it causes, or to a refusal. Nothing here changes an encounter."""

from __future__ import annotations

from content.steps import Ask, Do, Each
from dialogs.answers import DONE, Invalid, normal
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
from dialogs.effects import effects
from dialogs.encounter import record
from dialogs.event import Event, Json, Kind
from dialogs.facts import Answered, Key
from dialogs.going_back import previous
from dialogs.view import Stop, View, view
from dialogs.wish import WISHES, asked, handed_over, wish
from dialogs.wording import name

MAX_EVENTS = 5000

Decision = tuple[Event, ...] | Refusal


def decide(seen: View, command: Command, stamp: Stamp) -> Decision:
    """The events a command causes, given where the encounter stands, or why it causes none."""
    return _Deciding(seen, stamp).decide(command)


class _Deciding:
    def __init__(self, seen: View, stamp: Stamp) -> None:
        self.view = seen
        self.release = seen.release
        self.stamp = stamp

    def decide(self, command: Command) -> Decision:
        if self.view.revision >= MAX_EVENTS:
            return Refusal("full", "This encounter is full. Close it and start another.")
        if self.view.facts.closed and not isinstance(command, Reopen | Look | Undo):
            return Refusal("closed", "This encounter is closed. Say “reopen” to change it.")
        match command:
            case Answer():
                return self.answer(command)
            case Answers(answers):
                return self.several(answers)
            case PickUp():
                return self.pick_up()
            case Confirm():
                return self.confirm()
            case Dismiss():
                return self.dismiss()
            case AddPerson(group):
                return self.add(group)
            case RemovePerson(person):
                return self.remove(person)
            case Look():
                return self.look(command)
            case Back():
                return self.back()
            case Undo():
                return self.undo()
            case ReadHandover():
                return self.read_handover()
            case Remind(how):
                return self.remind(how)
            case Pause() | Resume() | Close() | Reopen() | Offer():
                return self.turn(command)

    def event(
        self, kind: Kind, person: str | None = None, step: str | None = None, value: Json = None
    ) -> Event:
        stamp = self.stamp
        return Event(stamp.at, stamp.by, kind, stamp.command, person, step, value)

    def answer(self, command: Answer) -> Decision:
        key = self.view.reading.key(command.person, command.step)
        stop = self.view.stop(key)
        if stop is None:
            return self.unavailable(key)
        if isinstance(stop.step, Each):
            return self.roster(stop.step, command)
        try:
            value = normal(stop.step, command.value, _value(stop), self.items(stop))
        except Invalid as error:
            return Refusal("invalid", str(error))
        return self.refused(stop, value) or self.settle(stop, value, command)

    def refused(self, stop: Stop, value: Json) -> Refusal | None:
        """Why an answer in itself good is not taken, if it is not."""
        before, facts = stop.answered, self.view.facts
        if before is None:
            return None
        if before.by in facts.attending and not facts.attends:
            message = "The officer there has answered this. Tell them; nothing has changed here."
            return Refusal("confirmed", message)
        # An officer who is there confirms what was reported by giving the same answer.
        if before.value == value and not (before.told_by and facts.attends):
            return Refusal("already", "That is already recorded. Nothing has changed.")
        return None

    def several(self, answers: tuple[Answer, ...]) -> Decision:
        events: tuple[Event, ...] = ()
        seen = self.view
        for one in answers:
            outcome = _Deciding(seen, self.stamp).answer(one)
            if isinstance(outcome, Refusal):
                return outcome
            events += outcome
            seen = view(self.release, record(seen.encounter, outcome), seen.viewer)
            if seen.facts.proposal is not None:
                return Refusal("one-by-one", "Give these answers one at a time.")
        return events

    def pick_up(self) -> Decision:
        held = {self.view.encounter.owner, *self.view.facts.attending}
        if self.stamp.by in held:
            return Refusal("already", "You have this encounter already.")
        return (self.event(Kind.PICKED_UP),)

    def unavailable(self, key: Key) -> Refusal:
        person, step = key
        if person is not None and person not in self.view.facts.people:
            return Refusal("no-person", f"{name(person)} is not in this encounter.")
        if step in self.release.placed:
            return Refusal("not-applicable", "That step no longer applies. Nothing has changed.")
        return Refusal("unknown-step", "That step is not part of this encounter.")

    def items(self, stop: Stop) -> tuple[str, ...]:
        step = stop.step
        return tuple(self.view.reading.items(stop.key[0], step)) if isinstance(step, Do) else ()

    def settle(self, stop: Stop, value: Json, command: Answer) -> Decision:
        person, step = stop.key
        kind = Kind.PROPOSED if self.needs_press(stop, value, command) else Kind.ANSWERED
        return (self.event(kind, person, step, value),)

    def needs_press(self, stop: Stop, value: Json, command: Answer) -> bool:
        step, before = stop.step, stop.answered
        if isinstance(step, Ask) and step.consequential and not command.pressed:
            return True
        if before is None:
            return False
        if _is_old(before, command) and not _only_progress(before.value, value):
            return True
        return bool(effects(self.view, stop.key, value).set_aside)

    def roster(self, step: Each, command: Answer) -> Decision:
        if self.view.facts.people:
            return Refusal("already", "People are already listed. Use “add person” to add one.")
        try:
            counts = normal(step, command.value)
        except Invalid as error:
            return Refusal("invalid", str(error))
        wanted = counts if isinstance(counts, dict) else {}
        groups = [group for group, many in wanted.items() for _ in range(int(str(many)))]
        return tuple(self.person(step, group, number) for number, group in enumerate(groups, 1))

    def person(self, step: Each, group: str, number: int) -> Event:
        facts: dict[str, Json] = dict(step.groups[group].set)
        return self.event(Kind.PERSON_ADDED, f"person{number}", value=facts)

    def add(self, group: str) -> Decision:
        step = self.release.placed[self.release.roster].step if self.release.roster else None
        if not isinstance(step, Each):
            return Refusal("no-people", "This guide is not about people.")
        if group not in step.groups:
            return Refusal("invalid", "Say which kind of person to add.")
        if len(self.view.facts.people) >= step.max:
            return Refusal("full", f"There are at most {step.max} people in one encounter.")
        return (self.person(step, group, self.view.facts.highest + 1),)

    def remove(self, person: str) -> Decision:
        if person not in self.view.facts.people:
            return Refusal("no-person", f"{name(person)} is not in this encounter.")
        return (self.event(Kind.PERSON_REMOVED, person),)

    def confirm(self) -> Decision:
        waiting = self.view.facts.proposal
        if waiting is None:
            return Refusal("nothing", "Nothing is waiting to be confirmed.")
        (person, step), value = waiting.key, waiting.value
        if self.view.stop(waiting.key) is None:
            return self.unavailable(waiting.key)
        return (self.event(Kind.ANSWERED, person, step, value),)

    def dismiss(self) -> Decision:
        if self.view.facts.proposal is None:
            return Refusal("nothing", "Nothing is waiting to be confirmed.")
        return (self.event(Kind.DISMISSED),)

    def look(self, command: Look) -> Decision:
        if command.step is None:
            return (self.event(Kind.FOCUSED),)
        person, step = command.person, command.step
        if person is not None and person not in self.view.facts.people:
            return self.unavailable((person, step))
        lane = self.view.lane_of((person, step))
        if lane is None or lane.lane.id != step:
            person = self.view.reading.key(person, step)[0]
            if self.view.stop((person, step)) is None:
                return self.unavailable((person, step))
        value = "revisit" if command.revisit else None
        return (self.event(Kind.FOCUSED, person, step, value),)

    def back(self) -> Decision:
        key = previous(self.view)
        if key is None:
            return Refusal("first", "There is nothing before this.")
        return (self.event(Kind.FOCUSED, key[0], key[1], "revisit"),)

    def undo(self) -> Decision:
        last = self.view.facts.last
        if last is None:
            return Refusal("nothing", "There is nothing to undo.")
        return (self.event(Kind.UNDONE, value=last),)

    def read_handover(self) -> Decision:
        # Only reminders want to know, and looking should change as little as it can.
        if not asked(self.view.encounter) or handed_over(self.view.encounter):
            return Refusal("already", "That is already so. Nothing has changed.")
        return (self.event(Kind.HANDOVER_READ),)

    def remind(self, how: str) -> Decision:
        if how not in WISHES:
            return Refusal("invalid", "Say “reminders” to choose when to be reminded.")
        if wish(self.view.encounter, self.stamp.by) == how:
            return Refusal("already", "That is already so. Nothing has changed.")
        return (self.event(Kind.REMINDING, value=how),)

    def turn(self, command: Pause | Resume | Close | Reopen | Offer) -> Decision:
        facts = self.view.facts
        kind, already = {
            Pause: (Kind.PAUSED, facts.paused),
            Resume: (Kind.RESUMED, not facts.paused),
            Close: (Kind.CLOSED, facts.closed),
            Reopen: (Kind.REOPENED, not facts.closed),
            Offer: (Kind.OFFERED, facts.offered),
        }[type(command)]
        if already:
            return Refusal("already", "That is already so. Nothing has changed.")
        return (self.event(kind),)


def _value(stop: Stop) -> Json:
    return None if stop.answered is None else stop.answered.value


def _is_old(before: Answered, command: Answer) -> bool:
    return command.revision is not None and command.revision < before.revision


def _only_progress(before: Json, value: Json) -> bool:
    """Whether a checklist only moves forward: nothing done becomes undone."""
    if not isinstance(before, dict) or not isinstance(value, dict):
        return False
    return all(value.get(item) == DONE for item, state in before.items() if state == DONE)
