"""What an age in a follow-up leads to: no child's answer for an adult, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, TypeAdapter

from content.model import Model, Slug
from content.retrieval.lexicon import ADULT, CHILD
from content.strict_yaml import read

FILE = "followups.yaml"


class Ages(Model):
    """The file ``content/followups.yaml``, which says what each part is."""

    child: dict[Slug, Slug]
    adult: dict[Slug, Slug]
    of_children: frozenset[Slug] = Field(alias="only-of-children")
    of_adults: frozenset[Slug] = Field(alias="only-of-adults")

    def leads_to(self, concept: str, kinds: frozenset[str]) -> str | None:
        """The answer or concept for the age a follow-up names; None if it names none or both."""
        other: Mapping[str, Mapping[str, str]] = {CHILD: self.child, ADULT: self.adult}
        named = [after for kind, after in other.items() if kind in kinds]
        return named[0].get(concept) if len(named) == 1 else None

    def not_of(self, kinds: frozenset[str]) -> frozenset[str]:
        """The concepts that are only about the other age than the one named."""
        if (CHILD in kinds) is (ADULT in kinds):
            return frozenset()
        return self.of_adults if CHILD in kinds else self.of_children


def load(path: Path) -> Ages:
    """Read the file. Raises ContentError or ValueError."""
    return TypeAdapter(Ages).validate_python(read(path, path.parent).data)
