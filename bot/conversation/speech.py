"""What a turn is worked out from and what it comes to, and the few ways of adding to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.access.duties import for_duties
from bot.access.people import Person
from bot.activity import JsonObject
from bot.conversation.known import Known, work_out
from bot.feedback.kept import Heard, Kept
from bot.guidance import Day, Guidance
from bot.storage.exercises import Practice
from content.library import Unavailable
from content.link import LinkError
from content.release import Release
from dialogs import lobby
from dialogs.encounter import Encounter
from dialogs.event import Event, Json
from dialogs.lobby import Listed
from dialogs.screen import Choice, Screen
from dialogs.starting import ways
from dialogs.training.exercise import Exercise
from dialogs.training.figures.found import Found
from dialogs.view import View, view

MISSING = (
    "The guidance this encounter runs on is not here: it may be on its way, in an update. "
    "Nothing was recorded now, and its answers are kept. Do that again in a minute. "
    "To begin another, type “start”."
)
CHECK_DUE = "Your quick check is ready: type “quick check”."


class NeedsList(Exception):
    """The officer's encounters have to be fetched before this turn can be worked out."""


class NeedsFeedback(Exception):
    """What was kept of misses and thumbs has to be fetched first."""


class NeedsFigures(Exception):
    """Figures of training have to be fetched first."""


class NeedsEncounter(Exception):
    """Another of the officer's encounters has to be fetched first; ``id`` says which."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_


class NeedsExercises(Exception):
    """The officer's exercises have to be fetched before this turn can be worked out."""


class NeedsCode(Exception):
    """The open encounter with a code has to be looked for first; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to send: a screen, or plain words to copy."""

    screen: Screen | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asks:
    """Whoever's turn it is wants to be told of a quick check from that day on, or no more."""

    day: date | None


@dataclass(slots=True)
class Said:
    """What a turn comes to.

    Attributes:
        shown: what to send, in order.
        used: what the pressed card turns into, or None if no card was pressed.
        toast: a word to whoever pressed a card that stays as it is, or "".
        opened: a new encounter.
        events: to append to the encounter.
        state: what the chat remembers from now on.
        encounter, release: the encounter as it is after the turn, for drawing cards.
        reference: where sources are looked up when there is no encounter.
        heard: what to keep of how questions were answered.
        reminded: a reminder that waited is among what is shown.
        practice: what changes about the officer's exercises.
        asks: what changes about being told of quick checks, or None.
        known: where the encounter stands, as far as that was worked out.
    """

    state: dict[str, Json]
    encounter: Encounter | None = None
    release: Release | None = None
    reference: Release | None = None
    shown: list[Shown] = field(default_factory=list)
    used: Screen | None = None
    toast: str = ""
    opened: Encounter | None = None
    events: tuple[Event, ...] = ()
    heard: list[Heard] = field(default_factory=list)
    reminded: bool = False
    practice: Practice | None = None
    asks: Asks | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn is worked out from, beside the activity.

    Attributes:
        person: who is asking.
        guidance: the content in use.
        encounter: the chat's encounter, or None.
        pressed: the encounter a pressed button belongs to, or None.
        state: what the chat remembers.
        now: the time, UTC.
        command: unique to this turn.
        new: makes the id and the code of a new encounter.
        listed: the officer's encounters if they have been fetched.
        kept: what was kept of misses and thumbs if it has been fetched.
        fetched: ids of encounters that have been looked for, found or not.
        coded: open encounters by code that have been looked for, None where there is none.
        exercises: the officer's exercises, the last changed first, if they have been fetched.
        figures: figures of training if they have been fetched.
        known: what was worked out of the chat's encounter in an earlier turn.
    """

    person: Person
    guidance: Guidance
    encounter: Encounter | None
    pressed: Encounter | None
    state: Mapping[str, Json]
    now: datetime
    command: str
    new: Callable[[], tuple[str, str]]
    listed: tuple[Listed, ...] | None = None
    kept: tuple[Kept, ...] | None = None
    fetched: frozenset[str] = frozenset()
    coded: Mapping[str, Encounter | None] = field(default_factory=dict)
    exercises: tuple[Exercise, ...] | None = None
    figures: Found | None = None
    known: Known | None = None


class Speech:
    """A turn being worked out: what is known, and what has been said and recorded so far."""

    def __init__(self, activity: JsonObject, setting: Setting) -> None:
        self.activity = activity
        self.setting = setting
        self.person = setting.person
        self.by = setting.person.id
        self.said = Said(state=dict(setting.state))
        self._known = setting.known
        self._stood: Encounter | None = None

    @property
    def day(self) -> Day:
        """The guidance in force today. Raises NotInForce."""
        return self.setting.guidance.on(self.setting.now.date())

    @property
    def asked_day(self) -> Day:
        """The day that questions are about: today, unless another was asked for."""
        as_at = self.said.state.get("as_at")
        return self.setting.guidance.on(date.fromisoformat(str(as_at))) if as_at else self.day

    def refer(self) -> None:
        """Have today's sources at hand for what is shown without an encounter.

        Raises NotInForce or LinkError if there is none open and none could be begun: whoever asks
        then must hear that, not that their question is not covered.
        """
        day = self.day
        if self.said.encounter is None:
            _ = day.release
        self.said.reference = day.reading.release

    def adopt(self, encounter: Encounter | None) -> bool:
        """Take an encounter as the current one; False, with a notice, if its content is missing."""
        if encounter is None:
            return True
        try:
            self.said.release = self.setting.guidance.pinned(encounter.pin)
        except (Unavailable, LinkError):
            self.notice(MISSING)
            return False
        self.said.encounter = encounter
        return True

    def seen(self) -> View | None:
        """The current encounter as it stands, with what this turn has recorded so far."""
        known = self._stand()
        return known.view if known else None

    def here(self) -> Screen:
        """The screen for where things stand."""
        known = self._stand()
        return known.screen if known else self.welcome()

    def _stand(self) -> Known | None:
        said = self.said
        if said.encounter is None or said.release is None:
            return None
        if said.known is None or self._stood is not said.encounter:
            said.known = work_out(said.release, said.encounter, self.by, self._known)
            self._stood = said.encounter
        return said.known

    def ways(self) -> tuple[Choice, ...]:
        """The ways to begin, that of the officer's role first."""
        return ways(self.day.starts, self.person.posts)

    def welcome(self) -> Screen:
        """What someone without an encounter sees first."""
        shown = for_duties(self.person, lobby.welcome(self.ways()))
        due = str(self.said.state.get("check_due") or "")
        ready = due and due <= self.setting.now.date().isoformat()
        return lobby.with_notice(CHECK_DUE, shown) if ready else shown

    def of(self, encounter: Encounter) -> View:
        """Another encounter as this officer would see it. Raises Unavailable or LinkError."""
        return view(self.setting.guidance.pinned(encounter.pin), encounter, self.by)

    def show(self, shown: Screen) -> None:
        """Send a screen, and remember it so that a typed number means its choice."""
        self.said.shown.append(Shown(shown))
        self.said.state["shown"] = shown.kind

    def tell(self, shown: Screen) -> None:
        """Send a screen beside the one in hand, whose numbers go on counting."""
        self.said.shown.append(Shown(shown))

    def notice(self, message: str) -> None:
        """Send a short message."""
        self.said.shown.append(Shown(lobby.notice(message)))

    def live(self) -> Screen | None:
        """The one live card, if nothing else is sent."""
        only = self.said.shown[0].screen if len(self.said.shown) == 1 else None
        return only if only is not None and only.live else None

    def current(self, message: str = "") -> None:
        """Show where things stand, under a message if there is one."""
        here = self.here()
        self.show(lobby.with_notice(message, here) if message else here)
