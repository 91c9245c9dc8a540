"""Whether what is asked in an encounter is about someone who is, or may be, under 18."""

from __future__ import annotations

from dialogs.interpret import AGE
from dialogs.view import View

_YOUNG = ("child", "unsure")


def about_young(seen: View | None) -> bool | None:
    """Of the person whose step is pending, else of everyone; None where that is not recorded.

    Without a person's step, and with both adults and children, it is not known who is meant.
    """
    if seen is None:
        return None
    person = seen.at.key[0] if seen.at else None
    people = (person,) if person else tuple(seen.facts.people)
    ages = {seen.reading.value(each, AGE) for each in people}
    if not ages or None in ages:
        return None
    young = {age in _YOUNG for age in ages}
    return young.pop() if len(young) == 1 else None
