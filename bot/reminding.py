"""Reminders at the edge: where they go, when they are due, and sending those that are.

A reminder is best effort. It is claimed before it is sent, so a process that dies in between sends
none twice; what was not sent is shown when the officer next comes. See
docs/decisions/reminders.md.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.activity import JsonObject, expects_replies, part, text_of, user_id, whereabouts
from bot.cards import reply
from bot.channel.outbound import DeadConversation, Outbound, Undelivered
from bot.conversation.speech import Said, Shown
from bot.guidance import Guidance
from bot.observing import metrics
from bot.storage.reminders import Reminder, Schedule
from bot.storage.store import Store, StoreUnavailable
from content.library import Unavailable
from content.link import LinkError
from dialogs.encounter import Encounter
from dialogs.event import Json
from dialogs.reminders import Quiet, next_moment, outstanding, reminder
from dialogs.view import View, view
from dialogs.wish import DAY, OFF, asked, wish

AT_A_TIME = 50
TRIES = 3  # of one reminder that the connector did not take
PAUSE = timedelta(minutes=10)  # between them

_log = logging.getLogger(__name__)


def address(activity: JsonObject) -> JsonObject:
    """Where a message to whoever sent this goes: ids and the connector's address, never a name.

    Without the address of a connector (the chat page, replies in the answer) nothing can be sent
    there unasked.
    """
    found: dict[str, Json] = {
        "type": "message",
        "channelId": text_of(activity, "channelId"),
        "conversation": whereabouts(activity),
        "from": {"id": text_of(part(activity, "from"), "id")},
        "recipient": {"id": text_of(part(activity, "recipient"), "id")},
    }
    if text_of(activity, "serviceUrl") and not expects_replies(activity):
        found["serviceUrl"] = activity["serviceUrl"]
    return found


def scheduled(activity: JsonObject, said: Said, at: datetime) -> Schedule | None:
    """What a turn changes about reminders: nothing, unless someone asked for them."""
    encounter, release = said.encounter, said.release
    if encounter is None or release is None or not asked(encounter):
        return None
    if not said.events and not said.reminded:
        return None
    person = user_id(activity)
    wanted = wish(encounter, person) != OFF
    due = next_moment(view(release, encounter), at)
    return Schedule(encounter.id, due, person, address(activity) if wanted else None)


async def show_waiting(store: Store, said: Said, person: str) -> None:
    """Put a reminder that could not be sent above what the turn says. Raises DatabaseError."""
    encounter, release = said.encounter, said.release
    if encounter is None or release is None or wish(encounter, person) == OFF:
        return
    if await store.reminders.waiting(encounter.id, person):
        said.reminded = True
        seen = view(release, encounter)
        if outstanding(seen):
            said.shown.insert(0, Shown(reminder(seen)))


@dataclass
class Reminding:
    """Sends the reminders that are due.

    Attributes:
        quiet: hours in which only those are reminded who asked for it at any hour.
    """

    store: Store
    outbound: Outbound
    quiet: Quiet

    async def run(self, guidance: Guidance, now: datetime) -> None:
        """Send what is due at ``now``. Raises DatabaseError and what a damaged log raises."""
        failed: Exception | None = None
        for one in await self.store.reminders.due(now, AT_A_TIME):
            try:
                await self._one(guidance, one, now)
            except StoreUnavailable:
                raise
            except Exception as error:  # the others neither wait for it nor come after it for ever
                failed = error
                later = now + PAUSE
                await self.store.reminders.move(one, later, waiting=False, failures=one.failures)
        if failed is not None:
            raise failed

    async def _one(self, guidance: Guidance, one: Reminder, now: datetime) -> None:
        encounter = await self.store.encounter(one.encounter)
        seen = _seen(guidance, encounter)
        if encounter is None or wish(encounter, one.person) == OFF:
            await self.store.reminders.stop(one)
            return
        if seen is None:  # its guidance is not here; it may be at another process
            await self.store.reminders.move(one, now + PAUSE, waiting=False, failures=one.failures)
            return
        later = self.quiet.until(now) if wish(encounter, one.person) == DAY else now
        if later > now:
            await self.store.reminders.move(one, later, waiting=False, failures=one.failures)
            return
        following = next_moment(seen, now)
        told = bool(outstanding(seen))
        claimed = await self.store.reminders.move(one, following, waiting=told)
        if told and claimed:
            await self._send(seen, one, following, now)

    async def _send(
        self, seen: View, one: Reminder, following: datetime | None, now: datetime
    ) -> None:
        if "serviceUrl" not in one.address:
            return  # it waits until the officer comes
        message = reply.message(one.address, reminder(seen), seen.encounter, seen.release)
        try:
            await self.outbound.send(message)
        except DeadConversation:
            metrics.REMINDERS.labels("gone").inc()
            await self.store.reminders.stop(one)
        except Undelivered as error:
            metrics.REMINDERS.labels("undelivered").inc()
            _log.warning("reminder not delivered: %d", error.status)
            await self._again(one, following, now, taken=not error.status)
        else:
            metrics.REMINDERS.labels("sent").inc()
            await self.store.reminders.sent(one)

    async def _again(
        self, one: Reminder, following: datetime | None, now: datetime, *, taken: bool
    ) -> None:
        """Try again soon, unless it may have been taken or has failed too often."""
        failures = one.failures + 1
        if taken or failures >= TRIES or following is None:
            return
        soon = min(following, now + PAUSE)
        held = Reminder(one.encounter, one.person, one.address, following, failures)
        await self.store.reminders.move(held, soon, waiting=True, failures=failures)


def _seen(guidance: Guidance, encounter: Encounter | None) -> View | None:
    try:
        return view(guidance.pinned(encounter.pin), encounter) if encounter else None
    except (Unavailable, LinkError):
        return None
