"""The ways to begin: the usual encounter, other guides, and cards that are only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from content.guide import Guide, Section
from content.steps import Say
from dialogs.reading import Reading
from dialogs.screen import Act, Choice, Screen, Show
from dialogs.typed import plain
from dialogs.wording import Said, statements

BRIEFING = 140  # words of a briefing card before "More": it is read before anything happens
PAGE = 4  # guides on one card, beside "More…"
USUAL = Choice("Start an encounter", Show("start"))


def words(guides: Iterable[Guide]) -> Mapping[str, Act]:
    """What each word that begins a guide does; a card's own title may follow a briefing's word."""
    return {word: act for guide in guides for word, act in _words(guide)}


def _words(guide: Guide) -> Iterator[tuple[str, Act]]:
    for word in guide.start.words if guide.start else ():
        yield word, begins(guide)
        yield f"start {word}", begins(guide)
        for section in guide.sections if guide.start and guide.start.briefing else ():
            for called in (section.id.replace("-", " "), plain(section.title)):
                yield f"{word} {called}", Show("briefing", step=f"{guide.guide}/{section.id}")


def begins(guide: Guide) -> Show:
    """What the guide's button and words do."""
    brief = guide.start is not None and guide.start.briefing
    return Show("briefing" if brief else "start", step=guide.guide)


def ways(guides: Iterable[Guide], roles: Iterable[str]) -> tuple[Choice, ...]:
    """Every way to begin: that of the officer's role first, then the usual encounter."""
    held = {_role(role) for role in roles}
    own: list[Choice] = []
    others: list[Choice] = []
    for guide in guides:
        if guide.start:
            mine = held & set(map(_role, guide.start.roles))
            (own if mine else others).append(Choice(guide.start.label, begins(guide)))
    return (*own, USUAL, *others)


def _role(role: str) -> str:
    return role.casefold().replace("-", " ").replace("_", " ").strip()


def chooser(choices: tuple[Choice, ...], which: str) -> Screen:
    """Which guide to begin with, a few at a time: the page named, or the first."""
    pages = range(0, len(choices), PAGE)
    page = next((number for number, _ in enumerate(pages) if str(number) == which), 0)
    first = page * PAGE
    listed = choices[first : first + PAGE]
    more = len(choices) > first + PAGE
    onward = Choice("More…", Show("starts", step=str(page + 1)))
    return Screen(
        kind=f"starts/{page}",
        title="What is happening?",
        choices=(*listed, *((onward,) if more else ())),
        nav=(Choice("Ask a question", Show("ask")),),
    )


def menu(guide: Guide) -> Screen:
    """The cards of a briefing guide, to read one of them."""
    choices = tuple(
        Choice(section.title, Show("briefing", step=f"{guide.guide}/{section.id}"))
        for section in guide.sections
    )
    return Screen(kind=f"briefing/{guide.guide}", title=guide.title, choices=choices)


def card(guide: Guide, section: Section, reading: Reading) -> Screen:
    """One card of a briefing guide: everything its section says, under its headings."""
    several = len(guide.sections) > 1
    another = Choice("Another card", Show("briefing", step=guide.guide))
    return Screen(
        kind=f"briefing/{guide.guide}/{section.id}",
        title=section.title,
        said=tuple(_headed(section, reading)),
        more=tuple(_folded(section, reading)),
        choices=(*((another,) if several else ()), USUAL),
        progress=f"{guide.title} {guide.version}",
        room=BRIEFING,
    )


def _headed(section: Section, reading: Reading) -> Iterator[Said]:
    for step in section.steps:
        if isinstance(step, Say):
            if step.title != section.title:
                yield Said(step.title, (), heading=True)
            yield from statements(step.say, step.cite, reading, None)


def _folded(section: Section, reading: Reading) -> Iterator[Said]:
    for step in section.steps:
        if isinstance(step, Say):
            yield from statements(step.more, step.cite, reading, None)


def found(guides: Iterable[Guide], name: str, reading: Reading) -> Screen | None:
    """The menu or card named ``guide`` or ``guide/section``; None if there is none today."""
    wanted, _, part = name.partition("/")
    guide = next((one for one in guides if one.guide == wanted), None)
    if guide is None:
        return None
    sections = guide.sections
    if not part and len(sections) > 1:
        return menu(guide)
    section = next((one for one in sections if part in ("", one.id)), None)
    return card(guide, section, reading) if section else None
