"""A screen as plain text that stands alone: numbered, so that a typed "2" works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.release import Release
from content.statement import Source
from dialogs.screen import Screen
from dialogs.wording import Said


def plain(screen: Screen, release: Release | None = None) -> str:
    """The screen in words. Sources are named when a release is given to look them up in."""
    below = (line.replace("**", "") for line in screen.below)
    parts = [*_top(screen), *_middle(screen), *reply(screen), *below]
    if release is not None:
        parts += _sources(screen, release)
    return "\n".join(part for part in parts if part)


def _top(screen: Screen) -> Iterator[str]:
    yield screen.mark
    yield from (f"! {alert.said.text}" for alert in screen.alerts)
    yield screen.title
    yield screen.progress


def _middle(screen: Screen) -> Iterator[str]:
    yield from (line.replace("**", "") for line in screen.lines)
    for chart in screen.charts:
        yield chart.title
        yield from (f"{bar.label} · {bar.value}" for bar in chart.bars)
    yield from (bullet(one).replace("**", "") for one in screen.said)
    yield screen.question


def reply(screen: Screen) -> Iterator[str]:
    """The choices, numbered, and how to answer by typing."""
    if screen.typed:
        yield screen.typed
        return
    ticks = next((one for one in screen.fields if one.kind == "ticks"), None)
    if ticks is not None:
        yield from _numbered(label for _, label in ticks.options)
        yield _how_to_tick(screen)
    elif any(one.kind != "pick" for one in screen.fields):
        yield from (f"{one.label} ({one.low} to {one.high})" for one in screen.fields)
        yield _how_to_fill(screen)
    else:
        yield from _numbered(choice.say or choice.label for choice in screen.choices)
    yield from (f"{link.label}: {link.url}" for link in screen.links)


def _how_to_tick(screen: Screen) -> str:
    if screen.cannot:
        return "Reply “all”, numbers of those done (1 3), “later”, or “not 2 nobody available”."
    return "Reply with numbers, for example 1 3, or 0 for none."


def _how_to_fill(screen: Screen) -> str:
    if len(screen.fields) > 1:
        example = " ".join(str(number) for number in range(3, 3 + len(screen.fields)))
        return f"Reply with how many of each, in this order, for example {example}."
    return "Reply with a number." if screen.fields[0].kind == "number" else "Reply with a date."


def _numbered(labels: Iterable[str]) -> Iterator[str]:
    yield from (f"{number}. {label}" for number, label in enumerate(labels, 1))


def said(one: Said) -> str:
    """A statement as shown, marked where the sources leave it open."""
    return f"{one.text} (confirm locally)" if one.confirm_locally else one.text


def bullet(one: Said) -> str:
    """A statement in a list, or the heading over some."""
    return f"**{one.text}**" if one.heading else f"• {said(one)}"


def _sources(screen: Screen, release: Release) -> Iterator[str]:
    named = sources((*screen.said, *screen.more, *(a.said for a in screen.alerts)), release)
    if named:
        yield "Sources: " + "; ".join(f"{one.title} ({one.edition})" for one in named)


def sources(statements: Iterable[Said], release: Release) -> list[Source]:
    """Every source that some statements rest on, once, in the order they are met."""
    names = {cite.source: None for one in statements for cite in one.cites}
    return [release.sources[name] for name in names if name in release.sources]
