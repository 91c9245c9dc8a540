"""What to put in front of the officer, before any card or chat format.

A screen is the same on a card, in plain text and in a terminal: a heading, alerts, statements, one
question, numbered choices. ``choices`` is the one list that both the buttons and a typed "2" use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from dialogs.chart import Chart
from dialogs.commands import Command
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.view import Warned
from dialogs.wording import Said

OF = "of/"  # what a view of figures begins with that is about one case
ROOM = 60  # words on a card before "More", alerts and forms left out


@dataclass(frozen=True, slots=True)
class Show:
    """Something to show that records nothing: "handover", "pick", "tasks", "help" and so on."""

    what: str
    person: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """What the officer thinks of an answer.

    Attributes:
        answer: its id.
        good: whether it helped.
        words: the words of the question that the guidance knows; no others are ever carried.
    """

    answer: str
    good: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Train:
    """Something done in training, which records nothing of any encounter.

    Attributes:
        what: "menu", "brief", "begin", "choose", "debrief" and so on.
        name: the scenario or the exercise that it is about, or what was typed.
        stage, option: of a decision; or how an exercise is to be taken.
    """

    what: str
    name: str = ""
    stage: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class InRoom:
    """Something done in a training session of many.

    Attributes:
        what: "vote", "reveal", "next", "back", "lead", "finish", "figures", "look", "case" or
            "begin".
        room: id of the session.
        name: a stage, or a scenario.
        option: what is chosen, or how a session is to be held.
        revision: of the session when the button was drawn.
    """

    what: str
    room: str
    name: str = ""
    option: str = ""
    revision: int = 0


Act: TypeAlias = Command | Show | Rate | Train


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the officer can press, or type the number or label of.

    ``say`` is what the label stands for, where that is too long for a button.
    """

    label: str
    act: Act | InRoom
    main: bool = False
    say: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page or chat to open: a label and an https address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form.

    Attributes:
        kind: "ticks", "number", "date" or "pick".
        options: (key, label) pairs for ticks and picks.
        value: what it starts with.
    """

    id: str
    kind: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    value: Json = None
    low: int = 0
    high: int = 99


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to show.

    Attributes:
        kind: "step", "confirm", "board", "people", "tasks" …
        title: heading.
        progress: where this is, e.g. "K7Q2 · step 3 of 7".
        alerts: shown above everything.
        said: statements, each with its sources.
        lines: state in words; no guidance, so no sources.
        question: the one thing asked.
        fields, send: a form, and what its button says.
        cannot: inputs for saying that a task is not possible, and why.
        key: the step this screen is for.
        choices: numbered; the main ones.
        more, why, nav: folded away.
        links: what opens elsewhere.
        below: state in words, under what is asked.
        live: it takes the place of the last live card, so that there is one and not many.
        room: words a card may say before the rest is folded away too.
        mark: what stands above everything, so that it is taken for nothing else.
        charts: shown below the lines.
        typed: what to type instead of a number, where a number still answers the screen before.
    """

    kind: str
    title: str
    progress: str = ""
    alerts: tuple[Warned, ...] = ()
    said: tuple[Said, ...] = ()
    lines: tuple[str, ...] = ()
    question: str = ""
    fields: tuple[Field, ...] = ()
    send: str = ""
    cannot: tuple[Field, ...] = ()
    key: Key | None = None
    choices: tuple[Choice, ...] = ()
    more: tuple[Said, ...] = ()
    why: str = ""
    nav: tuple[Choice, ...] = field(default=())
    links: tuple[Link, ...] = ()
    below: tuple[str, ...] = ()
    live: bool = False
    room: int = ROOM
    mark: str = ""
    charts: tuple[Chart, ...] = ()
    typed: str = ""
