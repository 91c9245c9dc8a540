"""Playing a guide in a terminal: by hand, or from a file of answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.cards.text import plain
from bot.terminal.dump import Dump
from content.issue import ContentError
from content.release import Release
from content.strict_yaml import read
from dialogs import handover, handover_data, handover_text
from dialogs.board import pick, screen, tasks
from dialogs.commands import Refusal, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, Mode, record
from dialogs.event import Json
from dialogs.interpret import AsAt, Question, interpret
from dialogs.rehearsal.rehearse import Rehearsal, begin, read_answers, rehearse
from dialogs.screen import Act, Rate, Screen, Show, Train
from dialogs.typed import Unclear
from dialogs.view import view

WHO = "terminal"
LEAVE = frozenset({"quit", "exit", "q"})


def rehearsed(release: Release, path: Path, dump: Dump | None, *, as_json: bool) -> int:
    """Play a guide from a file of answers and print the handover. 1 if an answer was not used.

    The file may be a scenario: then its `given` is played.
    """
    try:
        written = read(path, path.parent).data
        answers = read_answers(written.get("given", written))
    except (ValueError, ContentError) as error:
        print(error, file=sys.stderr)
        return 2
    played = rehearse(release, answers, datetime.now(UTC))
    if dump:
        dump.write(played.view)
    summary = handover.summarise(played.view)
    problems = list(_problems(played))
    if as_json:
        data: dict[str, Json] = {**handover_data.to_json(summary), "problems": list(problems)}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print("\n".join((handover_text.text(summary), *problems)))
    return 1 if problems else 0


def _problems(played: Rehearsal) -> Iterator[str]:
    for person, step in played.unused:
        yield f"not used: {f'{person}/{step}' if person else step}"
    for (person, step), why in played.refused:
        yield f"refused: {f'{person}/{step}' if person else step}: {why}"


def play(release: Release, dump: Dump | None = None) -> int:
    """Walk through a guide by typing, until the input ends or “quit”."""
    encounter = begin(release, "play", "PLAY", WHO, datetime.now(UTC), Mode.TRAINING)
    shown = screen(view(release, encounter))
    _print(shown, release)
    for line in sys.stdin:
        if line.strip().casefold() in LEAVE:
            break
        encounter, shown = _turn(release, encounter, shown, line)
        _print(shown, release)
    seen = view(release, encounter)
    print(handover_text.text(handover.summarise(seen)))
    if dump:
        dump.write(seen)
    return 0


def _turn(
    release: Release, encounter: Encounter, shown: Screen, line: str
) -> tuple[Encounter, Screen]:
    seen = view(release, encounter)
    meant = interpret(line, seen, shown)
    match meant:
        case Question() | AsAt():
            print("Not an answer to this step, nor a command.")
            return encounter, screen(seen)
        case Unclear(message=message):
            print(message)
            return encounter, screen(seen)
        case Show():
            return encounter, _show(release, encounter, meant)
        case _:
            return _record(release, encounter, meant)


def _record(release: Release, encounter: Encounter, act: Act) -> tuple[Encounter, Screen]:
    if isinstance(act, Show):
        return encounter, _show(release, encounter, act)
    if isinstance(act, Rate | Train):  # belong to the chat; nothing here offers them
        return encounter, screen(view(release, encounter))
    command = f"play-{encounter.revision}"
    outcome = decide(view(release, encounter), act, Stamp(datetime.now(UTC), WHO, command))
    if isinstance(outcome, Refusal):
        print(outcome.message)
    else:
        encounter = record(encounter, outcome)
    return encounter, screen(view(release, encounter))


def _show(release: Release, encounter: Encounter, act: Show) -> Screen:
    seen = view(release, encounter)
    match act.what:
        case "handover":
            print(handover_text.text(handover.summarise(seen)))
            return screen(seen)
        case "pick":
            return pick(seen)
        case "tasks":
            return tasks(seen)
        case "why":
            print(screen(seen).why or "Nothing is being asked right now.")
            return screen(seen)
        case _:
            return screen(seen)


def _print(shown: Screen, release: Release) -> None:
    print(f"\n{plain(shown, release)}\n")
