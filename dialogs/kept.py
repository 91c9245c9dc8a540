"""What an officer is told about what the bot keeps of them."""

from __future__ import annotations

from dialogs.screen import Choice, Screen, Show


def kept(person: str) -> Screen:
    """What is kept, and how to see it or have it deleted; ``person`` is the officer's opaque id."""
    return Screen(
        kind="data",
        title="What is kept about you",
        lines=(
            "The answers you choose, when, and an id. Never what you type, and no names, except "
            "beside your answers in a training session whose card says that it is named.",
            "Your force sets for how long. It can print or delete everything kept for you: "
            "ask its data protection team and give them this id.",
        ),
        progress=f"Your id: {person}",
        choices=(Choice("Carry on", Show("current"), main=True),),
    )
