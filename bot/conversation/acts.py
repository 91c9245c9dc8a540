"""What a turn does once it is clear what was meant: show something, or give a command."""

from __future__ import annotations

from bot.conversation.beginning import begin
from bot.conversation.pickup import take
from bot.conversation.questions import again, answer, contacts
from bot.conversation.speech import NeedsEncounter, NeedsList, Shown, Speech
from bot.feedback.ratings import rate
from bot.feedback.review import review
from bot.training.alone import leave, train
from bot.training.figures import figures
from dialogs import handover, handover_text, lobby
from dialogs.asking import step
from dialogs.board import pick, tasks
from dialogs.commands import (
    Back,
    Command,
    Look,
    Pause,
    ReadHandover,
    Refusal,
    Remind,
    Resume,
    Stamp,
)
from dialogs.decide import decide
from dialogs.encounter import record
from dialogs.kept import kept
from dialogs.lobby import Listed
from dialogs.reminders import AGREED, choosing
from dialogs.screen import Act, Rate, Show, Train
from dialogs.sharing import may_open
from dialogs.view import View
from dialogs.wish import wish

NOT_RECORDED = "The answer that waited for your press was not recorded."


def act(speech: Speech, meant: Act) -> None:
    """Do what was meant, pressed or typed."""
    if isinstance(meant, Show):
        _show(speech, meant)
    elif isinstance(meant, Rate):
        rate(speech, meant)
    elif isinstance(meant, Train):
        train(speech, meant)
    elif isinstance(meant, Pause) and speech.said.state.get("training"):
        leave(speech)
    elif speech.said.encounter is None:
        speech.show(lobby.with_notice("There is no encounter open.", speech.welcome()))
    else:
        _command(speech, meant)


def _command(speech: Speech, command: Command) -> None:
    before = speech.seen()
    if before is None:
        return
    if isinstance(command, Resume) and not before.facts.paused:
        speech.current()
        return
    refusal = _take(speech, before, command)
    after = speech.seen()
    if refusal is not None:
        speech.current(refusal.message)
    elif isinstance(command, Pause) and after is not None:
        left = _left(before, command)
        paused = lobby.paused(after)
        speech.show(lobby.with_notice(left, paused) if left else paused)
    elif isinstance(command, Remind):
        speech.current(AGREED[command.how])
    else:
        speech.current(_left(before, command))


def _left(before: View, command: Command) -> str:
    """That an answer was waiting for a press when its officer went elsewhere; "" if none was."""
    waited = before.facts.proposal is not None
    return NOT_RECORDED if waited and isinstance(command, Look | Back | Pause) else ""


def _take(speech: Speech, before: View, command: Command) -> Refusal | None:
    """Record what a command causes, or say why it causes nothing."""
    stamp = Stamp(speech.setting.now, speech.by, speech.setting.command)
    outcome = decide(before, command, stamp)
    if isinstance(outcome, Refusal):
        return outcome
    speech.said.events += outcome
    speech.said.encounter = record(before.encounter, outcome)
    return None


_LOBBY = {"help": lobby.help_screen, "ask": lobby.ask_screen}


def _show(speech: Speech, wanted: Show) -> None:
    seen = speech.seen()
    match wanted.what:
        case "start" | "new" | "starts" | "briefing":
            begin(speech, wanted, seen)
        case "welcome" if seen is None:
            speech.show(speech.welcome())
        case "about" | "thanks":
            _small_talk(speech, wanted.what)
        case "help" | "ask":
            speech.show(_LOBBY[wanted.what](seen))
        case "data":
            speech.show(kept(speech.by))
        case "train" | "quick" | "unquick":
            train(speech, Train(wanted.what))
        case "contacts":
            contacts(speech)
        case "answer" | "answer-today":
            answer(speech, wanted.step or "", today=wanted.what == "answer-today")
            if seen is not None and seen.at is not None:
                speech.current()
        case "review" | "figures":
            _counts(speech, wanted)
        case "encounters":
            speech.show(lobby.encounters(listed(speech), seen))
        case "pickup":
            take(speech, wanted.step or "")
        case "switch":
            _switch(speech, wanted.step or "")
        case _:
            _show_in_encounter(speech, wanted.what, seen)


def _small_talk(speech: Speech, what: str) -> None:
    speech.notice(lobby.ABOUT if what == "about" else lobby.THANKS)
    speech.current()


def _counts(speech: Speech, wanted: Show) -> None:
    if wanted.what == "review":
        review(speech)
    else:
        figures(speech, wanted.step or "")


def _show_in_encounter(speech: Speech, what: str, seen: View | None) -> None:
    if seen is None:
        if what not in ("why", "sources") or not again(speech):
            speech.show(lobby.with_notice("There is no encounter open.", speech.welcome()))
        return
    match what:
        case "handover":
            words = handover_text.text(handover.summarise(seen))
            speech.said.shown.append(Shown(words=words))
            _take(speech, seen, ReadHandover())
            speech.show(lobby.after_handover(speech.seen() or seen))
        case "pick":
            speech.show(pick(seen))
        case "tasks":
            speech.show(tasks(seen))
        case "add":
            speech.show(lobby.adding(seen))
        case "remind":
            speech.show(choosing(seen, wish(seen.encounter, speech.by)))
        case "why" | "sources":
            _why(speech, seen)
        case _:
            speech.current()


def _why(speech: Speech, seen: View) -> None:
    """The reason for what is asked now, and then the step again."""
    if seen.at is None:
        speech.current("Nothing is being asked right now.")
        return
    speech.tell(lobby.why(step(seen, seen.at)))
    speech.current()


def listed(speech: Speech) -> tuple[Listed, ...]:
    """The officer's own encounters. Raises NeedsList until they have been fetched."""
    if speech.setting.listed is None:
        raise NeedsList
    return speech.setting.listed


def _switch(speech: Speech, id_: str) -> None:
    """Make another of the officer's own encounters the current one."""
    theirs = speech.setting.pressed
    if (theirs is None or theirs.id != id_) and id_ not in speech.setting.fetched:
        raise NeedsEncounter(id_)
    if theirs is None or theirs.id != id_ or not may_open(theirs, speech.by):
        speech.current("I cannot find that encounter among yours.")
        return
    if speech.adopt(theirs):
        speech.said.state["encounter"] = id_
        speech.current()
