"""Recognises personal data in what was typed, so that the officer can be told to leave it out.

It looks for the shapes of names, numbers, plates, postcodes and the like, and would rather miss one
than nag an officer about “s45” or “2 kids aged 14”. Nothing depends on it to keep data out of the
store: nothing typed is stored at all.

Shapes: National Insurance numbers as HMRC's manual NIM39110 gives them, plates as DVLA's INF104,
postcodes as BS 7666, telephone numbers as Ofcom's National Telephone Numbering Plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from unicodedata import category, normalize

from dialogs.personal_names import Span, names
from dialogs.personal_words import NO_STREET, SHORT

LONGEST = 2000  # characters that are looked at


class Personal(StrEnum):
    """A kind of personal data, in the words an officer is told it with."""

    NAME = "a name"
    ADDRESS = "an address"
    POSTCODE = "a postcode"
    BIRTH = "a date of birth"
    PHONE = "a phone number"
    EMAIL = "an e-mail address"
    PLATE = "a number plate"
    INSURANCE = "a National Insurance number"
    REFERENCE = "a record or document number"


def personal(text: str) -> tuple[Personal, ...]:
    """The kinds of personal data that a text seems to hold, each once."""
    said = _said(text)
    return tuple(kind for kind, found in _LOOKS.items() if any(True for _ in found(said)))


def without_personal(text: str) -> str:
    """The text with what seems to be personal data taken out, to look up what is asked."""
    said = _said(text)
    held = {at for found in _LOOKS.values() for span in found(said) for at in range(*span)}
    return " ".join("".join(" " if at in held else it for at, it in enumerate(said)).split())


def _said(text: str) -> str:
    """As it is looked at: one form of each letter and digit, and no characters without a shape."""
    said = text[:LONGEST].replace("\u2019", "'")
    if not said.isascii():
        seen = (one for one in normalize("NFKC", said) if category(one) != "Cf")
        said = "".join(seen)
    return " ".join(said.split())


def _any(*shapes: str) -> Callable[[str], Iterator[Span]]:
    patterns = [re.compile(shape, re.IGNORECASE) for shape in shapes]
    return lambda text: (found.span() for one in patterns for found in one.finditer(text))


_INSURANCE = r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b"
_EMAIL = (
    r"\b(?!nrm@|dutytonotify@|mstreferrals@|iecompetent|info@|enquir)"  # nobody's own
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+\b"
)

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATE = (
    r"(?:\d{1,2} ?[/.\- ] ?\d{1,2} ?[/.\- ] ?\d{2,4}|(?:19|20)\d{2}-\d{2}-\d{2}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{2,4}})"
)
_BIRTH = _any(
    rf"\b(?:d[. ]?o[. ]?b|date of birth|born|birthday|bday)\b[ :.]*(?:is |was |on |the )*{_DATE}"
)
# Written in full and of a year before the guidance's own dates begin, it is most likely a birthday.
_OLD = re.compile(
    r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-]"
    r"(?:19[3-9]\d|200\d|201[0-4])(?![\d/])"
    r"|(?<![\d/.-])(?:19[3-9]\d|200\d|201[0-4])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d/-])"
)
_FROM_LAW = re.compile(
    r"\b(?:as at|since|before|from|until|act|force|introduced|commenc\w+) *$", re.I
)

_PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+44|0044) ?(?:\(0\) ?)?|0)(\d{2,4})\)?"
    r"(?:[ .\u2013-]?\d{3,4}){2}(?!\d)"
    r"|(?<![\d+])0 ?7(?:[ .\u2013-]?\d){9}(?!\d)"
    r"|(?<![\d+])\+(?!44)\d{1,3}[ -]?\d{2,4}(?:[ -]?\d{2,4}){2,3}(?!\d)"
)
_FOR_ALL = re.compile(r"(?:800|808|30\d|34\d|33\d|37\d|84\d|87\d)")  # helplines, not people

_POSTCODE = re.compile(
    r"\b(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRVWXY]) ?(\d[A-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"1st|2nd|3rd|\dth|\dyr|\dft|\dst|\dhr|\dgb|\dbed", re.IGNORECASE)

_SECTION = re.compile(r"s\d+[a-z]{2}", re.IGNORECASE)  # of an act, as s60aa

_NOW = re.compile(r"\b([A-HJ-PR-Y][A-HJ-PR-Y])\d{2}[ -]?([A-HJ-PR-Z]{3})\b", re.IGNORECASE)
_FORMS = frozenset(("mg", "ms", "sc", "pc", "dc", "ds", "st", "at", "my", "we", "as", "or"))
_OLDER = _any(
    r"\b(?:plates?|reg|registration|vrm|index|number plate|car|van|vehicle)\b[^.?!]{0,20}?"
    r"\b(?:[A-RT-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])\b",
)

_STREET = re.compile(
    r"\b(?:flat |unit )?\d{1,4}[a-d]?,? ((?:[a-z']+ ){1,3})"
    r"(?:street|st|road|rd|lane|avenue|ave|crescent|terrace|gardens|grove|close|drive)\b",
    re.IGNORECASE,
)

_RECORD = re.compile(
    r"\b(?:custody|crime|occurrence|incident|log|cad|niche|pnc|cro|passport|visa|nhs|nominal|exhibit"
    r"|arrest|cjs|hospital|driving licen[cs]e|id card|home office|urn|urm|account|case)"
    r"(?: (?:record|ref|reference|number|no|id|card|card number|log))*[.:# ]*(?:is |was )?"
    r"([A-Z]{0,4}[\d/-]*[A-Z]{0,2}[\d/-]*\d{3,}[\d/]*[A-Z]?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|999|101|112|[A-Z]\d{1,3}", re.IGNORECASE)  # or a form
_ROUND = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2}00)(?:[ -](?:(?:19|20)\d\d|\d{1,2}00))+"
)  # years, sums
_NUMBER = _any(
    r"\b(?:19|20)?\d{2}/\d{4,7}[A-Z]\b",  # PNC
    r"\b\d{2}[A-Z]{1,3}/\d{3,7}/\d{2}\b",  # custody
    r"\b[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}\b",  # driving licence
    r"\bsort code:? ?\d{2}[ -]?\d{2}[ -]?\d{2}\b",
    r"(?<![\d/.-])\d{8,}(?![\d/.-])",
    r"(?<![\d/.-])\d{3,4}(?:[ -]\d{3,4}){2,}(?![\d/.-])",
    r"\b(?!(?:am|an|as|at|be|by|he|if|in|is|me|my|of|on|or|so|to|up|we) )"
    r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2}\b(?! ?(?:hours|hrs))",
)


def _phones(text: str) -> Iterator[Span]:
    return (one.span() for one in _PHONE.finditer(text) if not _FOR_ALL.match(one[1] or ""))


def _postcodes(text: str) -> Iterator[Span]:
    for one in _POSTCODE.finditer(text):
        if not _MEASURE.fullmatch(one[1]) and not _SECTION.fullmatch(one[0]):
            yield one.span()


def _births(text: str) -> Iterator[Span]:
    yield from _BIRTH(text)
    for one in _OLD.finditer(text):
        if not _FROM_LAW.search(text[: one.start()]):
            yield one.span()


def _plates(text: str) -> Iterator[Span]:
    yield from _OLDER(text)
    for one in _NOW.finditer(text):
        if one[1].lower() not in _FORMS and one[2].lower() not in SHORT:
            yield one.span()


def _addresses(text: str) -> Iterator[Span]:
    for one in _STREET.finditer(text):
        if not NO_STREET.intersection(one[1].lower().split()):
            yield one.span()


def _references(text: str) -> Iterator[Span]:
    rest = _PHONE.sub(lambda phone: " " * len(phone[0]), text)
    for start, end in _NUMBER(rest):
        if not _ROUND.fullmatch(rest[start:end]):
            yield start, end
    for one in _RECORD.finditer(rest):
        if not _YEAR.fullmatch(one[1]):
            yield one.span()


_LOOKS: dict[Personal, Callable[[str], Iterator[Span]]] = {
    Personal.NAME: names,
    Personal.ADDRESS: _addresses,
    Personal.POSTCODE: _postcodes,
    Personal.BIRTH: _births,
    Personal.PHONE: _phones,
    Personal.EMAIL: _any(_EMAIL),
    Personal.PLATE: _plates,
    Personal.INSURANCE: _any(_INSURANCE),
    Personal.REFERENCE: _references,
}
