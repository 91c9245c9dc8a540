"""Beginning an encounter on a start guide, and the cards that choose or only tell."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.speech import Speech
from content.library import NotInForce
from content.starts import USUAL
from dialogs import lobby, starting
from dialogs.rehearsal.rehearse import begin as opened
from dialogs.screen import Screen, Show
from dialogs.view import View


def begin(speech: Speech, wanted: Show, seen: View | None) -> None:
    """Do what a press or a word that begins something asks for."""
    open_ = seen is not None and not seen.facts.closed
    match wanted.what:
        case "briefing" | "starts":
            _card(speech, wanted.what, wanted.step or "")
        case "start" if open_ and seen is not None:
            speech.show(open_screen(speech, seen, wanted.step))
        case _:
            _start(speech, wanted.step or USUAL)


def open_screen(speech: Speech, seen: View, start: str | None) -> Screen:
    """That an encounter is open still; nothing that is no guide to begin on is carried on."""
    return lobby.already_open(seen, start if start in _known(speech) else None)


def begin_screen(speech: Speech, kind: str, which: str) -> Screen | None:
    """The chooser at a page, or a briefing's menu or card; None if it is not there today."""
    if kind == "briefing":
        return starting.found(speech.day.starts, which, speech.day.reading)
    return starting.chooser(speech.ways(), which)


def _card(speech: Speech, kind: str, which: str) -> None:
    found = begin_screen(speech, kind, which)
    if found is None:
        speech.current("That card is not in today’s guidance.")
    else:
        speech.show(found)


def _start(speech: Speech, start: str) -> None:
    try:
        release = speech.day.begun(start) if start in _known(speech) else None
    except NotInForce:
        release = None
    if release is None:
        speech.current("That guide is not in force today. Choose another.")
        return
    id_, code = speech.setting.new()
    encounter = opened(release, id_, code, speech.by, speech.setting.now)
    pin = replace(encounter.pin, tenant=speech.person.tenant)
    encounter = replace(encounter, pin=pin)
    speech.said.opened = encounter
    speech.said.events = ()
    speech.said.encounter, speech.said.release = encounter, release
    speech.said.state |= {"encounter": id_, "welcomed": True}
    speech.current()


def _known(speech: Speech) -> set[str]:
    return {USUAL, *(guide.guide for guide in speech.day.starts)}
