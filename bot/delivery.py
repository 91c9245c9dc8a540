"""One turn from activity to delivered replies, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.activity import (
    BadActivity,
    Claims,
    Host,
    JsonObject,
    Outcome,
    card_error,
    conversation_key,
    expects_replies,
    is_card_action,
    log_id,
    part,
    reply_to,
    text_of,
)
from bot.channel.outbound import DeadConversation, Outbound, Unanswered, Undelivered
from bot.delivered import Delivered
from bot.observing import metrics
from bot.observing.turns import timed
from dialogs.event import Json

TYPING_AFTER = 1.0  # seconds; a quicker turn needs no sign of life
SORRY = (
    "Sorry, something went wrong and that was not taken in. Your earlier answers are safe. "
    "Try again; in an emergency use your radio."
)
NOT_A_CARD_ACTION = "This button did not say what it does. Send 'resume' for a new card."

_log = logging.getLogger(__name__)


class Delivery:
    """Runs turns on a host and delivers what they say."""

    def __init__(
        self, host: Host, outbound: Outbound, *, typing_after: float = TYPING_AFTER
    ) -> None:
        self._host = host
        self._outbound = outbound
        self._typing_after = typing_after
        self._delivered = Delivered()
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, activity: JsonObject, claims: Claims) -> Outcome:
        """The outcome of the turn; an apology when the host or the core failed.

        Raises BadActivity when it is the sender's mistake.
        """
        self._outbound.heard(activity)
        if is_card_action(activity) and not part(part(activity, "value"), "action"):
            return Outcome(invoke=card_error(400, "BadRequest", NOT_A_CARD_ACTION))
        with timed(activity) as seen:
            try:
                with self._sign_of_life(activity):
                    outcome = await self._host.process(activity, claims)
            except BadActivity:
                raise
            except Exception as error:
                # Never the message or the trace: either may quote what an officer typed.
                kind = type(error).__name__
                _log.error("turn failed: %s in conversation %s", kind, log_id(activity))
                seen.failed()
                return _apology(activity)
        if activity["type"] == "invoke" and outcome.invoke is None:
            return replace(outcome, invoke={"status": 501})
        return outcome

    async def deliver(self, activity: JsonObject, outcome: Outcome) -> None:
        """Send the replies in order, replace earlier messages, then mark the turn as done.

        Raises Undelivered if a reply could not be sent; the turn is then not marked.
        """
        async with self._order(activity):
            before = await outcome.due()
            if before is None:
                return
            try:
                with metrics.DELIVERY_SECONDS.time():
                    await self._say(activity, outcome, before)
            except DeadConversation as error:
                metrics.UNDELIVERED.labels(str(error.status)).inc()
                _log.warning("conversation %s is gone: %d", log_id(activity), error.status)
            except Undelivered as error:
                metrics.UNDELIVERED.labels(str(error.status)).inc()
                if not isinstance(error, Unanswered):  # what may have left is not sent at once
                    await self._note(activity, outcome.failed())
                raise
            await self.finish(activity, outcome)

    async def _say(self, activity: JsonObject, outcome: Outcome, before: int) -> None:
        await self._send(activity, outcome, before)
        for activity_id, update in outcome.updates:
            await self._replace(activity, outcome, activity_id, update)

    async def _send(self, activity: JsonObject, outcome: Outcome, before: int) -> None:
        for number, reply in enumerate(outcome.replies[before:], before + 1):
            if reply not in self._delivered:
                given = await self._sent(outcome, reply)
                self._delivered.add(reply)
                if outcome.live and reply.get("id") == outcome.live:
                    await self._note(activity, outcome.placed(given))
            if number < len(outcome.replies):
                await self._note(activity, outcome.left(number))

    async def _sent(self, outcome: Outcome, reply: JsonObject) -> str:
        """The id a reply was given, "" if it may have left twice now: then it is left at that."""
        try:
            return await self._outbound.send(reply)
        except Unanswered:
            if not await outcome.doubted(text_of(reply, "id")):
                raise
            return ""

    async def finish(self, activity: JsonObject, outcome: Outcome) -> None:
        """Mark the turn as delivered. Never raises: the officer already has the replies."""
        if await self._note(activity, outcome.done()):
            self._delivered.forget(outcome.replies)

    async def _note(self, activity: JsonObject, noting: Awaitable[None]) -> bool:
        """Have it noted how far the replies have got. The officer comes first, so never raises."""
        try:
            await noting
        except Exception as error:
            kind = type(error).__name__
            _log.error("turn not marked: %s in conversation %s", kind, log_id(activity))
            return False
        return True

    async def _replace(
        self, activity: JsonObject, outcome: Outcome, activity_id: str, update: JsonObject
    ) -> None:
        """Replace a message; a live card that cannot be replaced is sent as a new message."""
        target = await outcome.where(activity_id)
        if target and await self._update(target, update):
            return
        if activity_id == outcome.live:
            given = await self._sent(outcome, {**update, "id": activity_id})
            await self._note(activity, outcome.placed(given))

    async def _update(self, activity_id: str, update: JsonObject) -> bool:
        try:
            await self._outbound.update(activity_id, update)
        except Undelivered as error:  # an old card that keeps its buttons is no harm
            _log.info("message not replaced: %d", error.status)
            return False
        return True

    def _order(self, activity: JsonObject) -> asyncio.Lock:
        """What keeps the replies of two quick turns of one conversation in order."""
        return self._orders.setdefault(conversation_key(activity), asyncio.Lock())

    @contextmanager
    def _sign_of_life(self, activity: JsonObject) -> Iterator[None]:
        """Shows typing if the turn takes long, and never after its replies."""
        if activity["type"] != "message" or expects_replies(activity):
            yield
            return
        tasks: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        timer = loop.call_later(
            self._typing_after,
            lambda: tasks.append(loop.create_task(self._type(activity))),
        )
        try:
            yield
        finally:
            timer.cancel()
            for task in tasks:
                task.cancel()

    async def _type(self, activity: JsonObject) -> None:
        try:
            await self._outbound.typing(activity)
        except Undelivered as error:
            _log.info("typing not shown: %d", error.status)


def expected(activity: JsonObject, outcome: Outcome) -> JsonObject:
    """The answer to ``expectReplies``: an invoke's result first, then the replies.

    Updates have no place in it: who asks for replies has no messages at the connector to replace.
    """
    replies: list[Json] = [*outcome.replies]
    if outcome.invoke is not None:
        replies.insert(0, reply_to(activity, type="invokeResponse", value=outcome.invoke))
    return {"activities": replies}


def _apology(activity: JsonObject) -> Outcome:
    if is_card_action(activity):
        return Outcome(invoke=card_error(500, "InternalError", SORRY))
    if activity["type"] == "invoke":
        return Outcome(invoke={"status": 500})
    if activity["type"] == "message":
        return Outcome(replies=(reply_to(activity, text=SORRY, speak=SORRY),))
    return Outcome()
