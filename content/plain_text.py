"""Text that means the same wherever it is shown: in a card, on a page, in a list, in a message.

Cards read Markdown and ``${…}`` or ``{{…}}`` as instructions, a page reads tags, and hidden
characters turn words round. Guidance needs none of it, so that none is let in.
"""

from __future__ import annotations

import re

_INSTRUCTIONS = re.compile(
    r"<\s*[a-z/!?]"  # a tag or a comment
    r"|&(?:#\w|(?:lt|gt|amp|quot|apos|nbsp|colon|tab|newline);)"  # a character reference
    r"|\]\s*[(\[]|!\["  # a link or a picture
    r"|\$\{|\{\{"  # a template of a card
    r"|(?:java|vb)script\s*:|\bdata\s*:\s*\w+/"  # an address that is a program
    r"|`",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def plain_text(text: str) -> str:
    """The text itself. Raises ValueError if it holds markup or characters that do not show."""
    found = _INSTRUCTIONS.search(text)
    if found:
        raise ValueError(f"write plain text: {found[0]!r} is markup")
    if _HIDDEN.search(text):
        raise ValueError("write plain text: there is a character that does not show")
    return text
