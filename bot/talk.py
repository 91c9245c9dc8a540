"""One turn of the conversation, worked out without touching anything.

Given an activity, what the chat remembers and the encounter, this says what to reply, what to
record and what to remember. ``bot.turn`` loads, locks, stores and sends around it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import buttons
from bot.activity import JsonObject, part, text_of, user_id
from bot.guidance import START, Day, Guidance
from content.library import NotInForce, Unavailable
from content.release import LinkError, Release
from content.search import Context, Found
from dialogs import handover, lobby
from dialogs.commands import Answer, Command, Confirm, Look, Pause, Refusal, Resume, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, Event, Json, record
from dialogs.facts import Key
from dialogs.interpret import Question, Unclear, interpret
from dialogs.lobby import Listed
from dialogs.rehearse import begin
from dialogs.screen import Act, Screen, Show, board, pick, screen, settled, step, tasks, title
from dialogs.view import Stop, View, view

LONGEST = 2000  # characters of a message that are looked at
MISSES = 3  # questions without an answer before the contacts are shown as well


class NeedsList(Exception):
    """The officer's encounters have to be fetched before this turn can be worked out."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to send: a screen, or plain words to copy."""

    screen: Screen | None = None
    words: str = ""


@dataclass(slots=True)
class Said:
    """What a turn comes to.

    Attributes:
        shown: what to send, in order.
        used: what the pressed card turns into, or None if no card was pressed.
        opened: a new encounter.
        events: to append to the encounter.
        state: what the chat remembers from now on.
        encounter, release: the encounter as it is after the turn, for drawing cards.
    """

    state: dict[str, Json]
    encounter: Encounter | None = None
    release: Release | None = None
    shown: list[Shown] = field(default_factory=list)
    used: Screen | None = None
    opened: Encounter | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn is worked out from, beside the activity.

    Attributes:
        guidance: the content in use.
        encounter: the chat's encounter, or None.
        pressed: the encounter a pressed button belongs to, or None.
        state: what the chat remembers.
        now: the time, UTC.
        command: unique to this turn.
        new: makes the id and the code of a new encounter.
        listed: the officer's encounters if they have been fetched.
    """

    guidance: Guidance
    encounter: Encounter | None
    pressed: Encounter | None
    state: Mapping[str, Json]
    now: datetime
    command: str
    new: Callable[[], tuple[str, str]]
    listed: tuple[Listed, ...] | None = None


def talk(activity: JsonObject, setting: Setting) -> Said:
    """Work out one turn. Raises NeedsList if the officer's encounters are wanted first."""
    return _Talk(activity, setting).run()


class _Talk:
    def __init__(self, activity: JsonObject, setting: Setting) -> None:
        self.activity = activity
        self.setting = setting
        self.by = user_id(activity)
        self.said = Said(state=dict(setting.state))

    def run(self) -> Said:
        if self.adopt(self.setting.encounter):
            data = press_data(self.activity)
            try:
                self.press(data) if data is not None else self.message()
            except (NotInForce, LinkError):
                self.notice(
                    "No guidance is in force today, so I cannot help. Tell your force's IT."
                )
        return self.said

    @property
    def day(self) -> Day:
        return self.setting.guidance.today(self.setting.now.date())

    def adopt(self, encounter: Encounter | None) -> bool:
        """Take an encounter as the current one; False, with a notice, if its content is gone."""
        if encounter is None:
            return True
        try:
            self.said.release = self.setting.guidance.pinned(encounter.pin)
        except (Unavailable, LinkError):
            self.notice("The guidance this encounter runs on is missing. Its answers are kept.")
            self.said.state.pop("encounter", None)
            return False
        self.said.encounter = encounter
        return True

    def seen(self) -> View | None:
        """The current encounter as it stands, with what this turn has recorded so far."""
        if self.said.encounter is None or self.said.release is None:
            return None
        return view(self.said.release, self.said.encounter)

    # Showing

    def show(self, shown: Screen) -> None:
        self.said.shown.append(Shown(shown))
        remembered: dict[str, Json] = {"what": shown.kind}
        if shown.kind == "step" and shown.key:
            remembered |= {"person": shown.key[0], "step": shown.key[1]}
        self.said.state["shown"] = remembered

    def notice(self, message: str) -> None:
        self.said.shown.append(Shown(lobby.notice(message)))

    def current(self, message: str = "") -> None:
        """Show where things stand, under a message if there is one."""
        seen = self.seen()
        here = lobby.welcome() if seen is None else _here(seen)
        self.show(lobby.with_notice(message, here) if message else here)

    # Typed messages

    def message(self) -> None:
        text = text_of(self.activity, "text")[:LONGEST]
        kind = self.activity["type"]
        if kind in ("conversationUpdate", "installationUpdate"):
            self.welcome()
        elif kind == "messageUpdate":
            self.current("I only read new messages. Send it again if it was for me.")
        elif text.strip():
            self.typed(text)
        elif self.activity.get("attachments"):
            self.current("I cannot take photos, recordings or files. Nothing was kept.")
        else:
            self.current("Type a word or a question, or press a button.")

    def welcome(self) -> None:
        if not self.said.state.get("welcomed"):
            self.said.state["welcomed"] = True
            self.show(lobby.welcome())

    def typed(self, text: str) -> None:
        seen = self.seen()
        meant = interpret(text, seen, self.on_screen(seen))
        match meant:
            case Question(text=asked):
                self.question(asked)
            case Unclear(message=message):
                self.current(message)
            case _:
                self.act(meant)

    def on_screen(self, seen: View | None) -> Screen | None:
        """The screen last shown, drawn again, so that numbers and labels mean what they said."""
        remembered = self.said.state.get("shown")
        shown = remembered if isinstance(remembered, dict) else {}
        what = shown.get("what")
        if seen is None:
            return {"help": lobby.help_screen(None)}.get(str(what), lobby.welcome())
        if seen.facts.proposal is not None:
            return screen(seen)
        listed = {
            "pick": pick,
            "tasks": tasks,
            "add": lobby.adding,
            "already-open": lobby.already_open,
        }
        if what in listed:
            return listed[str(what)](seen)
        if what in ("help", "handover"):
            return {"help": lobby.help_screen, "handover": lobby.after_handover}[str(what)](seen)
        return _here(seen)

    # Questions

    def question(self, text: str) -> None:
        seen = self.seen()
        last = self.said.state.get("answer")
        context = Context(
            answer=str(last) if last else None,
            step=seen.at.key[1] if seen and seen.at else None,
            role=text_of(part(self.activity, "channelData"), "role") or None,
        )
        self.found(self.day.find(text, context))
        if seen is not None and (seen.at is not None or seen.facts.proposal is not None):
            self.current()

    def found(self, found: Found) -> None:
        match found.decision:
            case "answer":
                for hit in found.hits if getattr(found, "several", False) else found.hits[:1]:
                    self.approved(hit.answer.id)
            case "emergency":
                self.emergency()
            case "offer":
                titles = [(hit.answer.id, hit.answer.title) for hit in found.hits]
                self.said.shown.append(Shown(lobby.did_you_mean(titles)))
            case "empty":
                self.notice("Type a word or a question, or press a button.")
            case "language":
                self.language()
            case _:
                self.missed()

    def approved(self, name: str) -> None:
        found = self.day.answers.get(name)
        if found is None:
            self.notice("That answer has been replaced. Ask again in your own words.")
            return
        self.said.state |= {"answer": name, "misses": 0}
        shown = lobby.approved(*found, self.day.reading, self.seen())
        self.said.shown.append(Shown(shown))

    def emergency(self) -> None:
        """The life-at-risk answer, before anything else."""
        answer = self.day.about("immediate-safety")
        self.notice(lobby.EMERGENCY)
        if answer is not None:
            self.approved(answer.id)

    def language(self) -> None:
        self.notice("I only understand English. To speak with someone, get an interpreter.")
        answer = self.day.about("interpreters")
        if answer is not None:
            self.approved(answer.id)

    def missed(self) -> None:
        before = self.said.state.get("misses")
        misses = (before if isinstance(before, int) else 0) + 1
        self.said.state["misses"] = misses
        self.said.shown.append(Shown(lobby.not_covered(self.day.reading)))
        if misses >= MISSES:
            self.said.state["misses"] = 0
            self.contacts()

    def contacts(self) -> None:
        helplines = self.day.about("support-providers-helplines")
        self.said.shown.append(Shown(lobby.contacts(self.day.reading, helplines)))

    # Pressed buttons

    def press(self, data: Mapping[str, Json]) -> None:
        try:
            press = buttons.read(data)
            if self.is_ours(press):
                self.pressed(buttons.act(press, self.said.release))
        except buttons.BadPress as problem:
            self.said.used = lobby.notice(str(problem))
            self.current(str(problem))

    def is_ours(self, press: buttons.Press) -> bool:
        """Whether the button is of the current encounter; otherwise says what it is."""
        mine = self.said.encounter
        if not press.encounter or (mine and press.encounter == mine.id):
            return True
        theirs = self.setting.pressed
        if theirs is None or theirs.owner != self.by:
            message = "That card belongs to another officer's encounter. Nothing was recorded."
            self.said.used = lobby.notice(message)
            self.current(message)
            return False
        if mine is None:
            self.said.state["encounter"] = theirs.id
            return self.adopt(theirs)
        self.said.shown.append(Shown(lobby.elsewhere(theirs.code, theirs.id, self.seen())))
        self.said.used = lobby.notice(f"That card is from encounter {theirs.code}.")
        return False

    def pressed(self, act: Act) -> None:
        before = self.seen()
        self.act(act)
        if self.said.used is None:
            self.said.used = self.after_press(act, before)

    def after_press(self, act: Act, before: View | None) -> Screen | None:
        """What the pressed card turns into."""
        seen = self.seen()
        if isinstance(act, Show) or seen is None:
            return None
        if isinstance(act, Answer):
            return _recorded(seen, seen.reading.key(act.person, act.step))
        if isinstance(act, Confirm) and before and before.facts.proposal:
            return _recorded(seen, before.facts.proposal.key)
        return lobby.notice(_done(act))

    # Acting

    def act(self, act: Act) -> None:
        if isinstance(act, Show):
            self.show_what(act)
        elif self.said.encounter is None:
            self.show(lobby.with_notice("There is no encounter open.", lobby.welcome()))
        else:
            self.command(act)

    def command(self, command: Command) -> None:
        encounter, release = self.said.encounter, self.said.release
        if encounter is None or release is None:
            return
        if isinstance(command, Resume) and not view(release, encounter).facts.paused:
            self.current()
            return
        stamp = Stamp(self.setting.now, self.by, self.setting.command)
        outcome = decide(release, encounter, command, stamp)
        if isinstance(outcome, Refusal):
            self.current(outcome.message)
            return
        self.said.events += outcome
        self.said.encounter = record(encounter, outcome)
        seen = self.seen()
        if isinstance(command, Pause) and seen is not None:
            self.show(lobby.paused(seen))
        else:
            self.current()

    def show_what(self, act: Show) -> None:
        seen = self.seen()
        match act.what:
            case "start" if seen is not None and not seen.facts.closed:
                self.show(lobby.already_open(seen))
            case "start" | "new":
                self.start()
            case "welcome" if seen is None:
                self.show(lobby.welcome())
            case "help":
                self.show(lobby.help_screen(seen))
            case "ask":
                self.show(lobby.ask_screen(seen))
            case "contacts":
                self.contacts()
            case "answer":
                self.approved(act.step or "")
                if seen is not None and seen.at is not None:
                    self.current()
            case "encounters":
                self.show(lobby.encounters(self.listed(), seen))
            case "switch":
                self.switch(act.step or "")
            case _:
                self.show_in_encounter(act.what, seen)

    def show_in_encounter(self, what: str, seen: View | None) -> None:
        if seen is None:
            self.show(lobby.with_notice("There is no encounter open.", lobby.welcome()))
            return
        match what:
            case "handover":
                self.said.shown.append(Shown(words=handover.text(handover.summarise(seen))))
                self.show(lobby.after_handover(seen))
            case "pick":
                self.show(pick(seen))
            case "tasks":
                self.show(tasks(seen))
            case "add":
                self.show(lobby.adding(seen))
            case "why" | "sources":
                self.why(seen)
            case _:
                self.current()

    def why(self, seen: View) -> None:
        at = step(seen, seen.at) if seen.at else None
        if at is None:
            self.current("Nothing is being asked right now.")
            return
        reason = at.why or "It decides what comes next."
        self.said.shown.append(
            Shown(
                Screen(
                    kind="why",
                    title="Why this is asked",
                    lines=(reason,),
                    more=at.more,
                    said=at.said,
                )
            )
        )
        self.current()

    def start(self) -> None:
        release = self.day.release
        id_, code = self.setting.new()
        opened = begin(release, id_, code, self.by, self.setting.now)
        self.said.opened = opened
        self.said.events = ()
        self.said.encounter, self.said.release = opened, release
        self.said.state |= {"encounter": id_, "welcomed": True}
        self.current()

    def listed(self) -> tuple[Listed, ...]:
        if self.setting.listed is None:
            raise NeedsList
        return self.setting.listed

    def switch(self, id_: str) -> None:
        """Make another of the officer's own encounters the current one."""
        theirs = self.setting.pressed
        if theirs is None or theirs.id != id_ or theirs.owner != self.by:
            self.current("I cannot find that encounter among yours.")
            return
        self.said.state["encounter"] = id_
        if self.adopt(theirs):
            self.current()


def press_data(activity: JsonObject) -> Mapping[str, Json] | None:
    """What a pressed button carried, by Execute or Submit; None if none was pressed."""
    value = activity.get("value")
    if activity["type"] == "invoke":
        return part(part(part(activity, "value"), "action"), "data")
    if activity["type"] == "message" and isinstance(value, dict) and value:
        return value
    return None


def wanted(data: Mapping[str, Json] | None) -> str | None:
    """The id of the encounter that a press needs loaded, if any."""
    if data is None:
        return None
    named = data.get("step") if data.get("what") == "switch" else data.get("encounter")
    return named if isinstance(named, str) and named else None


def _here(seen: View) -> Screen:
    return screen(seen)


def _recorded(seen: View, key: Key) -> Screen:
    """A step's used card: the answer in use, or that nothing was recorded."""
    if seen.facts.proposal is not None and seen.facts.proposal.key == key:
        return lobby.notice(f"{title(seen, key)}: see below to confirm.")
    stop: Stop | None = seen.stop(key)
    if stop is not None and stop.answered is not None:
        return settled(seen, key, stop.answered.value)
    if key[1] == seen.release.roster and seen.facts.people:
        count = len(seen.facts.people)
        return lobby.notice(f"✓ {count} {'person' if count == 1 else 'people'} listed")
    return lobby.notice(f"{title(seen, key)}: nothing was recorded.")


def _done(act: Act) -> str:
    if isinstance(act, Look):
        return "→ " + ("Board" if act.step is None else "Opened below")
    return f"✓ {type(act).__name__}"


__all__ = [
    "START",
    "NeedsList",
    "Said",
    "Setting",
    "Shown",
    "board",
    "press_data",
    "replace",
    "talk",
]
