"""The screens of one step: asking it, reading an answer back, and its used form."""

from __future__ import annotations

from collections.abc import Iterator

from content.steps import Ask, Do, Each, Say
from dialogs.answers import DONE, REASONS, in_words
from dialogs.commands import Answer, Back, Confirm, Dismiss, Look, Undo
from dialogs.effects import effects
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.reporting import to_confirm
from dialogs.screen import Choice, Field, Screen, Show
from dialogs.view import Stop, View
from dialogs.wording import Said, fill, name, statements


def step(seen: View, stop: Stop) -> Screen:
    """The screen for one step."""
    person = stop.key[0]
    item = stop.step
    reading = seen.reading
    question = _question(seen, stop)
    asked_above = not person and question.rstrip("?") == item.title
    head = f"{name(person)} · {item.title}" if person else item.title
    return Screen(
        kind="step",
        title=question if asked_above else head,
        progress=_progress(seen, stop),
        alerts=seen.alerts,
        said=statements(item.say, item.cite, reading, person),
        lines=to_confirm(seen, stop),
        question="" if asked_above else question,
        fields=tuple(_fields(seen, stop)),
        send=_send(stop),
        cannot=_cannot(seen, stop),
        key=stop.key,
        choices=tuple(_choices(seen, stop)),
        more=statements(item.more, item.cite, reading, person),
        why=fill(item.why, reading, person) if item.why else "",
        nav=_nav(seen),
    )


def _progress(seen: View, stop: Stop) -> str:
    lane = seen.lane_of(stop.key)
    stops = lane.stops if lane else ()
    keys = [one.key for one in stops]
    place = keys.index(stop.key) + 1 if stop.key in keys else 1
    return f"{seen.encounter.code} · step {place} of {len(keys)}"


def _question(seen: View, stop: Stop) -> str:
    match stop.step:
        case Ask(ask=ask) | Each(ask=ask):
            return fill(ask, seen.reading, stop.key[0])
        case _:
            return ""


def _send(stop: Stop) -> str:
    match stop.step:
        case Do():
            return "Save, rest later"
        case Ask(many=False, options=options) if options:
            return ""
        case Say():
            return ""
        case _:
            return "Continue"


def _cannot(seen: View, stop: Stop) -> tuple[Field, ...]:
    if not isinstance(stop.step, Do):
        return ()
    return (
        Field("cannot", "pick", "Not possible", _ticks(seen, stop, stop.step).options),
        Field("reason", "pick", "Because", tuple(REASONS.items())),
    )


def _fields(seen: View, stop: Stop) -> Iterator[Field]:
    given = stop.answered.value if stop.answered else None
    match stop.step:
        case Ask(many=True, options=options):
            pairs = tuple((key, option.label) for key, option in options.items())
            yield Field("picked", "ticks", "Choose any", pairs, given)
        case Ask(number=allowed) if allowed is not None:
            yield Field("number", "number", "Number", (), given, allowed.min, allowed.max)
        case Ask(date=True):
            yield Field("date", "date", "Date", (), given)
        case Do() as todo:
            yield _ticks(seen, stop, todo)
        case Each(groups=groups, max=most):
            for key, group in groups.items():
                yield Field(key, "number", group.label, (), group.start, 0, most)
        case _:
            return


def _ticks(seen: View, stop: Stop, todo: Do) -> Field:
    person = stop.key[0]
    items = seen.reading.items(person, todo)
    given = stop.answered.value if stop.answered else None
    states = given if isinstance(given, dict) else {}
    pairs = tuple((key, _item(seen, stop, key)) for key in items)
    ticked: list[Json] = [key for key in items if states.get(key) == DONE]
    return Field("done", "ticks", "Tick what is done", pairs, ticked)


def _item(seen: View, stop: Stop, key: str) -> str:
    task = next(task for task in seen.tasks if task.key == stop.key and task.item == key)
    todo = stop.step
    mark = " (confirm locally)" if isinstance(todo, Do) and todo.do[key].confirm_locally else ""
    return f"{task.label}{mark}"


def _choices(seen: View, stop: Stop) -> Iterator[Choice]:
    person, key = stop.key
    match stop.step:
        case Ask(many=True, none=none):
            yield Choice(none, Answer(person, key, []))
        case Ask(options=options):
            for option, shown in options.items():
                yield Choice(shown.label, Answer(person, key, option))
        case Do():
            yield Choice("All done", Answer(person, key, DONE), main=True)
        case Say():
            yield Choice("Continue", Answer(person, key, "ok"), main=True)
        case _:
            return


def _nav(seen: View) -> tuple[Choice, ...]:
    return (
        Choice("Back", Back()),
        Choice("Undo", Undo()),
        Choice("Board", Look(None, None)),
        Choice("Handover", Show("handover")),
    )


def confirm(seen: View) -> Screen:
    """The screen that reads an answer back and asks for a press."""
    waiting = seen.facts.proposal
    if waiting is None:
        raise ValueError("nothing is waiting")
    person, key = waiting.key
    stop = seen.stop(waiting.key)
    label = answer_label(seen, waiting.key, waiting.value)
    given = stop.answered if stop else None
    changes = given is not None and given.value != waiting.value
    what = stop.step.title if stop else key
    verb = "Change" if changes else "Record" if given is None else "Confirm"
    return Screen(
        kind="confirm",
        title=f"{name(person)} · {what}" if person else what,
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=tuple(_effect_lines(seen, waiting.key, waiting.value)),
        question=f"{verb} to “{label}”?" if changes else f"{verb} “{label}”?",
        choices=(
            Choice(f"{verb} it", Confirm(), main=True),
            Choice("Keep as it was" if changes else "Not now", Dismiss()),
        ),
    )


def _effect_lines(seen: View, key: Key, value: Json) -> Iterator[str]:
    follows = effects(seen, key, value)
    if follows.set_aside:
        titles = ", ".join(title(seen, each) for each in follows.set_aside)
        yield f"Set aside, not lost: {titles}."
    if follows.restored:
        titles = ", ".join(title(seen, each) for each in follows.restored)
        yield f"Used again: {titles}."
    for finding in follows.follows[:3]:
        yield f"Then: {finding.label}."


def title(seen: View, key: Key) -> str:
    """A step's title, with the person it is about."""
    person, step_id = key
    placed = seen.release.placed.get(step_id)
    heading = getattr(placed.step, "title", step_id) if placed else "That step"
    return f"{name(person)} {heading}" if person else heading


def answer_label(seen: View, key: Key, value: Json) -> str:
    """An answer in words."""
    placed = seen.release.placed.get(key[1])
    return in_words(placed.step if placed else None, value)


def settled(seen: View, key: Key, value: Json) -> Screen:
    """The used form of a step's card: what was asked and what was recorded."""
    person, step_id = key
    placed = seen.release.placed.get(step_id)
    said: tuple[Said, ...] = ()
    if placed is not None and isinstance(placed.step, Ask) and isinstance(value, str):
        option = placed.step.options.get(value)
        said = statements(option.say if option else (), placed.step.cite, seen.reading, person)
    return Screen(
        kind="settled",
        title=title(seen, key),
        lines=(f"✓ {answer_label(seen, key, value)}",),
        said=said,
    )
