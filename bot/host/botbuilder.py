"""The host on the Bot Framework SDK. Only this module and ``bot.host.unread`` import it."""

from __future__ import annotations

from dataclasses import replace

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse
from botframework.connector.auth import ClaimsIdentity

from bot.activity import Claims, Core, JsonObject, Outcome
from bot.channel.outbound import Outbound
from bot.host.unread import Unread


class BotBuilderHost(BotAdapter):
    """Runs SDK middleware around the core; what that middleware sends goes out by our own client.

    Never the stock CloudAdapter: it answers 500 to invokes and blocks the loop on each turn.
    """

    def __init__(self, core: Core, outbound: Outbound) -> None:
        super().__init__()
        self._core = core
        self._outbound = outbound

    async def process(self, raw: JsonObject, claims: Claims) -> Outcome:
        """Run one turn."""
        context = TurnContext(self, Unread(raw))
        context.turn_state[self.BOT_IDENTITY_KEY] = ClaimsIdentity(dict(claims), bool(claims))
        outcome = Outcome()

        async def turn(_: TurnContext) -> None:
            nonlocal outcome  # middleware seldom hands back what it wraps
            outcome = await self._core.handle(raw)

        await self.run_pipeline(context, turn)
        said = context.buffered_reply_activities  # by middleware, when the replies are the answer
        first = [activity.serialize() for activity in said]
        return replace(outcome, replies=(*first, *outcome.replies)) if said else outcome

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
