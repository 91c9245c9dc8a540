"""The Bot Framework host: an SDK shell around a core that knows nothing of the SDK.

The only module that imports botbuilder. Another SDK is another class with ``process``; why this
one is kept is in docs/decisions/host.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse
from botframework.connector.auth import ClaimsIdentity

from bot.activity import BadActivity, Claims, Core, JsonObject, Outcome
from bot.channel.outbound import Outbound

_OUTCOME = "outcome"


class LeanAdapter(BotAdapter):
    """Runs SDK middleware around the core; what that middleware sends goes out by our own client.

    Never the stock CloudAdapter: it answers 500 to invokes and blocks the loop on each turn.
    """

    def __init__(self, core: Core, outbound: Outbound) -> None:
        super().__init__()
        self._core = core
        self._outbound = outbound

    async def process(self, raw: JsonObject, claims: Claims) -> Outcome:
        """Run one turn. Raises BadActivity for an activity the SDK cannot read."""
        context = TurnContext(self, _read(raw))
        context.turn_state[self.BOT_IDENTITY_KEY] = ClaimsIdentity(dict(claims), bool(claims))

        async def turn(context: TurnContext) -> None:
            # Middleware seldom hands back what it wraps, so the outcome travels in the context.
            context.turn_state[_OUTCOME] = await self._core.handle(raw)

        await self.run_pipeline(context, turn)
        outcome = cast(Outcome, context.turn_state.get(_OUTCOME, Outcome()))
        said = context.buffered_reply_activities  # by middleware, when the replies are the answer
        if not said:
            return outcome
        first = [activity.serialize() for activity in said]
        return replace(outcome, replies=(*first, *outcome.replies))

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send what middleware says, in order."""
        ids = [await self._outbound.send(activity.serialize()) for activity in activities]
        return [ResourceResponse(id=sent) for sent in ids]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace a message sent before."""
        await self._outbound.update(activity.id, activity.serialize())
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Delete a message sent before."""
        await self._outbound.delete(reference.activity_id, reference.serialize())


def _read(raw: JsonObject) -> Any:
    try:
        return Activity().deserialize(raw)
    except Exception as error:  # the SDK raises many kinds for what it cannot read
        raise BadActivity("a field of the activity has the wrong form") from error
