"""One stage of an exercise: what to decide, what is right and why, and what else could be done."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints, model_validator

from content.model import Label, Model, Slug, Words
from content.scenario_moves import Given, Key
from content.statement import Cites

MOST = 4  # wrong choices beside the right one

Asked = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Choice = Annotated[str, StringConstraints(min_length=1, max_length=90, strip_whitespace=True)]


class Instead(Model):
    """Something else that could be done at a stage, and is wrong.

    Attributes:
        say: in the words of whoever would do it.
        why: why not; without it, the stage's own reason says enough.
        seen: this is what was done in the real case.
        answer: what it would be answered to the question that the stage is ``at``.
    """

    say: Choice
    why: Words | None = None
    seen: StrictBool = False
    answer: Given | None = None


class Decision(Model):
    """The right decision at one stage, with its reason.

    Attributes:
        at: the question of the guide that it answers, if there is one.
        right, why, cite: what to do, the reason, and where that stands.
        wrong_seen: what was done instead in the real case; never advice.
        ask: what is to be decided, when "What do you do?" is not enough.
        choose: the right decision as briefly as those it stands among.
        instead: what else could be done. With ``choose`` it makes the stage one for training.
        holds: what the guidance concludes once this is decided, as ``person1/id`` or ``id``.
        rule: the approved answer with the rule behind it, so that it can be shown as at a past day.
    """

    stage: Label
    at: Key | None = None
    right: Words
    why: Words
    cite: Annotated[Cites, Field(min_length=1)]
    confirm_locally: StrictBool = False
    wrong_seen: Words | None = None
    ask: Asked | None = None
    choose: Choice | None = None
    instead: Annotated[tuple[Instead, ...], Field(max_length=MOST)] = ()
    holds: tuple[Key, ...] = ()
    rule: Slug | None = None

    @model_validator(mode="after")
    def _whole(self) -> Decision:
        if (self.choose is None) is not (len(self.instead) == 0):
            raise ValueError("`choose` and `instead` go together")
        if len(self.instead) == 1:
            raise ValueError("`instead` has at least two wrong choices")
        says = [self.choose or "", *(wrong.say for wrong in self.instead)]
        if len({say.casefold() for say in says}) != len(says):
            raise ValueError("two choices say the same")
        self._real()
        return self

    def _real(self) -> None:
        seen = [wrong for wrong in self.instead if wrong.seen]
        if len(seen) > 1 or (seen and self.wrong_seen is None):
            raise ValueError("`seen: true` marks the one choice that `wrong_seen` tells of")
        if self.instead and self.wrong_seen is not None and not seen:
            raise ValueError("mark with `seen: true` which choice `wrong_seen` tells of")
        if self.at is None and any(wrong.answer is not None for wrong in self.instead):
            raise ValueError("`answer` needs the question that the stage is `at`")
