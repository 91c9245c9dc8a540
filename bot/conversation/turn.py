"""A turn: load, work out, store, and only then reply.

One turn at a time per conversation in this process; between processes the store's
compare-and-append decides, and the loser works its turn out again on what the winner wrote.
Replies are stored with the events they follow from, so that a repeated delivery finds them
instead of acting twice.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from weakref import WeakValueDictionary

from bot import extension
from bot.access import admission
from bot.access.people import Claimed, Outsider, People, Person
from bot.activity import (
    JsonObject,
    Outcome,
    conversation_key,
    turn_key,
)
from bot.conversation import packing, pickup
from bot.conversation.attempts import pauses
from bot.conversation.in_place import is_refresh, refreshed
from bot.conversation.known import Memory
from bot.conversation.outbox import Outbox
from bot.conversation.pickup import CODE_LENGTH, CODE_LETTERS
from bot.conversation.presses import press_data, wanted
from bot.conversation.speech import (
    NeedsCode,
    NeedsEncounter,
    NeedsExercises,
    NeedsFeedback,
    NeedsFigures,
    NeedsList,
    Said,
    Setting,
)
from bot.conversation.taken import for_owner
from bot.conversation.talk import NOT_IN_FORCE, talk
from bot.extension import is_search
from bot.feedback.kept import Feedback, Kept
from bot.guidance import Guidance
from bot.heed import is_for_us, is_group
from bot.observing import metrics
from bot.reminding import show_waiting
from bot.storage.records import (
    Conflict,
    DuplicateTurn,
    Loaded,
)
from bot.storage.store import Store, StoreUnavailable, Uncertain
from content.library import NotInForce
from content.link import LinkError
from dialogs.encounter import Encounter
from dialogs.event import Json, Kind
from dialogs.lobby import Listed
from dialogs.sharing import may_open

LISTED = 5
EXERCISES = 60  # that what to train on next is judged by


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def new_encounter() -> tuple[str, str]:
    """A fresh encounter id and a code to read out."""
    return uuid.uuid4().hex, "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class Turns:
    """The conversation core: one activity in, one outcome out."""

    def __init__(
        self,
        store: Store,
        guidance: Guidance,
        *,
        feedback: Feedback | None = None,
        people: People | None = None,
        clock: Callable[[], datetime] = utc_now,
        new: Callable[[], tuple[str, str]] = new_encounter,
    ) -> None:
        self._store = store
        self.outbox = Outbox(store, clock)
        self.guidance = guidance
        self._feedback = feedback
        self._people = people or Claimed()
        self._clock = clock
        self._new = new
        self._memory = Memory()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, activity: JsonObject) -> Outcome:
        """Run one turn. Raises StoreUnavailable, or Conflict if it kept losing to others."""
        if not is_for_us(activity):
            return Outcome()
        try:
            person = self._people.of(activity)
        except Outsider:
            return admission.refused(activity)
        if is_search(activity):
            return Outcome(invoke=self._found(activity, person))
        if is_refresh(activity):
            return await self._refresh(activity, person)
        conversation = conversation_key(activity)
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:
            return await self._once(activity, person)

    def _found(self, activity: JsonObject, person: Person) -> JsonObject:
        """What a search from the compose box finds. Nothing is loaded and nothing stored."""
        try:
            day = self.guidance.on(self._clock().date())
            return extension.answer(activity, day, person.post)
        except (NotInForce, LinkError):
            return extension.told(NOT_IN_FORCE)

    async def _refresh(self, activity: JsonObject, person: Person) -> Outcome:
        """What a card shows now. Nothing is stored, so there is nothing to wait for."""
        named = wanted(press_data(activity))
        found = await self._store.encounter(named) if named else None
        setting = self._setting(person, _own(activity, person, found))
        return Outcome(invoke=refreshed(activity, setting))

    async def _once(self, activity: JsonObject, person: Person) -> Outcome:
        key, chat = turn_key(activity) or uuid.uuid4().hex, conversation_key(activity)
        remembered = self._store.remembered(key, chat)
        if remembered is not None:
            try:
                return await self._attempt(activity, key, person, remembered)
            except (DuplicateTurn, Conflict, Uncertain):  # then it has to be read
                metrics.CONFLICTS.labels("remembered").inc()
        for pause in pauses():
            try:
                loaded = await self._store.load(key, chat)
                return await self._attempt(activity, key, person, loaded)
            except (DuplicateTurn, Conflict, Uncertain) as error:
                metrics.CONFLICTS.labels(type(error).__name__.lower()).inc()
                await asyncio.sleep(pause)
        return await self._attempt(activity, key, person, await self._store.load(key, chat))

    async def _attempt(
        self, activity: JsonObject, key: str, person: Person, loaded: Loaded
    ) -> Outcome:
        if loaded.turn is not None:
            metrics.REPEATS.inc()
            return self.outbox.again(activity, loaded.turn)
        said = await self._work_out(activity, key, loaded, person)
        await show_waiting(self._store, said, person.id)
        work = packing.pack(activity, key, loaded.conversation, said, self._clock())
        await self._store.commit(work)
        if said.known:
            self._memory.keep(said.known)
        if self._feedback is not None:
            await self._feedback.note(said.heard, work.at)
        outcome = self.outbox.first(work.turn, work.at)
        if said.encounter and any(event.kind is Kind.PICKED_UP for event in said.events):
            with suppress(StoreUnavailable):  # it is taken over all the same
                told = await for_owner(self._store, self.guidance, said.encounter)
                return replace(outcome, updates=(*outcome.updates, *told))
        return outcome

    async def _work_out(
        self, activity: JsonObject, key: str, loaded: Loaded, person: Person
    ) -> Said:
        named = None if is_group(activity) else wanted(press_data(activity))
        current = _own(activity, person, loaded.encounter)
        pressed = current if current and named == current.id else None
        if named and pressed is None:
            pressed = await self._store.encounter(named)
        setting = self._setting(person, current, pressed, loaded.conversation.state, key)
        while True:  # each need is met once, and then never raised again
            try:
                return talk(activity, setting)
            except NeedsList:
                setting = replace(setting, listed=await self._list(person, loaded))
            except NeedsExercises:
                trained = await self._store.exercises(person.id, EXERCISES)
                setting = replace(setting, exercises=trained)
            except NeedsFeedback:
                setting = replace(setting, kept=await self._kept(setting.now))
            except NeedsFigures:
                await self._store.figures.tell()
                figures = await self._store.figures.found(person.tenant, person.id)
                setting = replace(setting, figures=figures)
            except NeedsCode as need:
                theirs = await self._store.by_code(need.code)
                setting = replace(setting, coded={**setting.coded, need.code: theirs})
            except NeedsEncounter as need:
                found = await self._store.encounter(need.id)
                setting = replace(setting, pressed=found, fetched=setting.fetched | {need.id})

    def _setting(
        self,
        person: Person,
        encounter: Encounter | None,
        pressed: Encounter | None = None,
        state: Mapping[str, Json] = MappingProxyType({}),
        key: str = "",
    ) -> Setting:
        return Setting(
            person=person,
            guidance=self.guidance,
            encounter=encounter,
            pressed=pressed,
            state=state,
            now=self._clock(),
            command=key,
            new=self._new,
            known=self._memory.of(encounter, person.id),
        )

    async def _kept(self, at: datetime) -> tuple[Kept, ...]:
        return await self._feedback.kept(at) if self._feedback else ()

    async def _list(self, person: Person, loaded: Loaded) -> tuple[Listed, ...]:
        """What the officer took over, and then what they began, the last changed first."""
        taken = [
            await self._store.encounter(id_) for id_ in pickup.taken(loaded.conversation.state)
        ]
        theirs = [Listed(e.id, e.code, e.opened_at, closed=False) for e in taken if e is not None]
        rows = await self._store.recent(person.id, LISTED)
        own = [Listed(row.id, row.code, row.opened_at, row.closed) for row in rows]
        return (*theirs, *own)


def _own(activity: JsonObject, person: Person, found: Encounter | None) -> Encounter | None:
    """The chat's encounter, if it is this person's and nobody else reads along."""
    theirs = found is not None and may_open(found, person.id)
    return found if theirs and not is_group(activity) else None
