"""The host on the Microsoft 365 Agents SDK. The only module that imports it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, TypeAlias, cast

from microsoft_agents.activity import (
    Activity,
    ConversationReference,
    ResourceResponse,
    TurnContextProtocol,
)
from microsoft_agents.hosting.core import ChannelAdapter, ClaimsIdentity, TurnContext

from bot.activity import Claims, Core, JsonObject, Outcome
from bot.channel.outbound import Outbound
from bot.host.reading import read

# What it cannot read it writes to the log, what an officer typed included.
logging.getLogger("microsoft_agents.activity").setLevel(logging.CRITICAL)

Context: TypeAlias = TurnContextProtocol[Any]


class AgentsHost(ChannelAdapter):
    """Runs SDK middleware around the core; what that middleware sends goes out by our own client.

    Never the stock CloudAdapter: it lets tokens without expiry in and shows errors to officers.
    """

    def __init__(self, core: Core, outbound: Outbound) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._core = core
        self._outbound = outbound

    async def process(self, raw: JsonObject, claims: Claims) -> Outcome:
        """Run one turn."""
        identity = ClaimsIdentity(dict(claims))
        context = TurnContext(self, read(raw, Activity.model_validate), identity)
        context.turn_state[self.AGENT_IDENTITY_KEY] = identity
        outcome = Outcome()

        async def turn(_: TurnContext) -> None:
            nonlocal outcome
            outcome = await self._core.handle(raw)

        await self.run_pipeline(context, turn)
        said = context.buffered_reply_activities  # by middleware, when the replies are the answer
        return replace(outcome, replies=(*said, *outcome.replies)) if said else outcome

    async def send_activities(
        self, context: Context, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send what middleware says, in order, or keep it for the answer."""
        said = [_dictionary(activity) for activity in activities]
        if context.activity.delivery_mode == "expectReplies":
            cast(TurnContext, context).buffered_reply_activities.extend(said)
            return [_given("") for _ in said]
        return [_given(await self._outbound.send(one)) for one in said]

    async def update_activity(self, context: Context, activity: Activity) -> None:
        """Replace a message sent before."""
        await self._outbound.update(str(activity.id), _dictionary(activity))

    async def delete_activity(self, context: Context, reference: ConversationReference) -> None:
        """Delete a message sent before."""
        await self._outbound.delete(str(reference.activity_id), _dictionary(reference))


def _dictionary(model: Activity | ConversationReference) -> JsonObject:
    return cast(JsonObject, model.model_dump(mode="json", by_alias=True, exclude_none=True))


def _given(id_: str) -> ResourceResponse:
    return ResourceResponse(id=id_) if id_ else ResourceResponse()
