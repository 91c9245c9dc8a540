"""Who is asking: the person, the organisation they come from, and what their roles open.

Roles choose what is offered first and give rights over figures and training. They never lock anyone
out of guidance: everyone admitted is an officer as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.activity import JsonObject, part, tenant_id, tenant_ids, text_of, user_id


class Role(StrEnum):
    """What someone does, the one that decides their first screen named first."""

    CONTROL_ROOM = "control_room"
    CUSTODY = "custody"
    TRAINER = "trainer"
    CONTENT_OWNER = "content_owner"
    ADMIN = "admin"
    OFFICER = "officer"


class Right(StrEnum):
    """What some roles may do beside asking for guidance."""

    REVIEW = "review"  # what officers asked in vain
    TRAIN = "train"  # run training sessions
    FIGURES = "figures"  # see counts


_MAY: Mapping[Right, frozenset[Role]] = {
    Right.REVIEW: frozenset((Role.CONTENT_OWNER, Role.ADMIN)),
    Right.TRAIN: frozenset((Role.TRAINER, Role.ADMIN)),
    Right.FIGURES: frozenset((Role.TRAINER, Role.CONTENT_OWNER, Role.ADMIN)),
}
_NAMED = {role.value: role for role in Role}
_POSTS = frozenset((Role.CONTROL_ROOM, Role.CUSTODY, Role.TRAINER))
RESPONSE = "response"  # what everyone else is called in figures


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whom the bot answers.

    Attributes:
        id: opaque and the same on each device; never a name.
        tenant: the directory they belong to, or "" outside Teams.
        roles: always with ``Role.OFFICER`` among them.
        post: the word for what they do that figures and the ranking of answers use, or "".
    """

    id: str
    tenant: str = ""
    roles: frozenset[Role] = frozenset((Role.OFFICER,))
    post: str = ""

    @property
    def role(self) -> Role:
        """The role that decides what is offered first."""
        return next(role for role in Role if role in self.roles)

    @property
    def posts(self) -> tuple[str, ...]:
        """Every word for what they do, to put first what fits."""
        return (*(role.value for role in Role if role in self.roles), self.post)

    def may(self, right: Right) -> bool:
        """Whether one of the roles gives this right."""
        return not _MAY[right].isdisjoint(self.roles)


class Outsider(Exception):
    """Someone of an organisation that this bot does not serve. Nothing of theirs is kept."""


class People(Protocol):
    """Tells who sent an activity."""

    def of(self, activity: JsonObject) -> Person:
        """The sender. Raises Outsider."""
        ...


class Claimed:
    """People who may say themselves what they are: for a bot that only its own machine reaches."""

    def of(self, activity: JsonObject) -> Person:
        """The sender, in the role that came with the activity."""
        said = text_of(part(activity, "channelData"), "role")
        roles = frozenset((_NAMED.get(said, Role.OFFICER), Role.OFFICER))
        return Person(user_id(activity), "", roles, said)


class Directory:
    """People of listed tenants, with the roles that the configuration gives their ids.

    What an activity says of a role is ignored: it is not the directory's word.
    """

    def __init__(
        self,
        tenants: Iterable[str] = (),
        roles: Callable[[str], frozenset[Role]] = lambda _: frozenset(),
    ) -> None:
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._roles = roles

    def of(self, activity: JsonObject) -> Person:
        """The sender. Every tenant that the activity names must be listed, and one must be named.

        Raises Outsider. Without a list everyone is admitted.
        """
        named = tenant_ids(activity)
        if self._tenants and not (named and named <= self._tenants):
            raise Outsider
        roles = self._roles(user_id(activity).lower()) | {Role.OFFICER}
        post = next((role.value for role in Role if role in roles & _POSTS), RESPONSE)
        return Person(user_id(activity), tenant_id(activity), roles, post)
