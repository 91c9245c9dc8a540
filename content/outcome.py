"""Outcomes: conclusions that follow from the answers, and what each is about."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StrictBool, StringConstraints

from content.condition import ALWAYS
from content.model import Model, Slug, When, Words
from content.statement import Cites


class Topic(StrEnum):
    """What an outcome is about; the handover has one line per topic and person."""

    AGE = "age"
    NRM = "nrm"
    DTN = "dtn"
    CHILD = "child"
    S45 = "s45"
    CRIME = "crime"
    SAFEGUARDING = "safeguarding"
    MEDICAL = "medical"
    SCENE = "scene"
    THRIVE = "thrive"


class Outcome(Model):
    """A conclusion that follows from the answers. Never pressed, always computed.

    Attributes:
        outcome: what it is about.
        value: the stable word for it in the handover data.
        label: how the board and the handover put it.
        say: the rule behind it, with its source.
    """

    id: Slug
    outcome: Topic
    value: Slug
    label: Annotated[str, StringConstraints(min_length=1, max_length=140)]
    say: Words
    when: When = ALWAYS
    cite: Cites
    confirm_locally: StrictBool = False
