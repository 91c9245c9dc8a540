"""A wording put where it belongs, in a file that otherwise stays as somebody wrote it.

A concept's wordings stand in ``phrasings/CONCEPT.yaml``. What is not covered stands in files that
begin with ``out-of-scope``: there a wording goes to the nearest of what is listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from content.retrieval import nearest
from content.retrieval.weights import OUTSIDE
from content.retrieval.wordings import FILES
from content.strict_yaml import MAX_BYTES, parse, read

HEAD = "# As it is typed, one wording to a line."
OTHERS = f"{OUTSIDE}-reviewed"  # the file and heading where nothing is listed as not covered yet
_BLOCK = r"{}:[ \t]*\|[-+]?[ \t]*(?:#.*)?\r?"
_INDENT = re.compile(r"[ ]+(?=\S)")

Cut = Callable[[str], Iterable[str]]


class NotListed(Exception):
    """The file is written in a way that no wording can be added to. The message says what to do."""


def place(root: Path, concept: str, wording: str, cut: Cut) -> tuple[Path, str]:
    """The file and the heading that a wording of a concept belongs under. Raises ContentError.

    ``cut`` gives the features that wordings are compared by.
    """
    listed = list(_headings(root))
    if concept == OUTSIDE:
        outside = {(path, name): text for path, name, text in listed if _is_outside(path)}
        return _nearest(outside, wording, cut) or (root / FILES / f"{OTHERS}.yaml", OTHERS)
    own = root / FILES / f"{concept}.yaml"
    found = [path for path, name, _ in listed if name == concept and not _is_outside(path)]
    return (own if own in found or not found else found[0]), concept


def added(path: Path, heading: str, wording: str) -> str:
    """What a file says with one more wording at the end of a heading's block.

    Raises NotListed, ContentError, OSError or UnicodeDecodeError.
    """
    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    text = _under(before or f"{HEAD}\n", heading, wording)
    known = _lists(path, before) if before else {}
    known[heading] = [*known.get(heading, []), wording]
    if _lists(path, text) != known:
        raise NotListed(f"{path} is not written as `{heading}: |` with a wording on each line.")
    if len(text.encode()) > MAX_BYTES:
        raise NotListed(f"{path} would be larger than {MAX_BYTES // 1024} KB. Divide it.")
    return text


def _headings(root: Path) -> Iterator[tuple[Path, str, str]]:
    for path in sorted((root / FILES).glob("*.yaml")):
        for heading, text in read(path, root).data.items():
            yield path, heading, str(text)


def _is_outside(path: Path) -> bool:
    return path.name.startswith(OUTSIDE)


def _nearest(
    listed: dict[tuple[Path, str], str], wording: str, cut: Cut
) -> tuple[Path, str] | None:
    """Under which heading the nearest wording stands; the first, if all are equally far."""
    if not listed:
        return None
    number = {str(at): where for at, where in enumerate(listed)}
    rows = ((line, (at,)) for at, where in number.items() for line in listed[where].splitlines())
    squares = dict.fromkeys(cut(wording), 1.0)
    scores = nearest.build(rows, cut, lambda _: 1.0).scores(squares, number)
    return number[max(scores, key=scores.__getitem__)]


def _under(text: str, heading: str, wording: str) -> str:
    """A file's text with one more line under a heading, its indentation and line ends kept."""
    lines = text.split("\n")
    opens = re.compile(_BLOCK.format(re.escape(heading)))
    start = next((at for at, line in enumerate(lines) if opens.fullmatch(line)), None)
    if start is None:
        ending = "\r" if lines[0].endswith("\r") else ""
        kept = lines[:-1] if lines[-1] == "" else [*lines[:-1], lines[-1] + ending]
        return "\n".join([*kept, f"{heading}: |{ending}", f"  {wording}{ending}", ""])
    end, indent = start + 1, "  "
    for at, line in enumerate(lines[start + 1 :], start + 1):
        said = _INDENT.match(line)
        if not said and line.strip():
            break
        if said:
            end, indent = at + 1, said[0] if end == start + 1 else indent
    ending = "\r" if lines[start].endswith("\r") else ""
    return "\n".join([*lines[:end], f"{indent}{wording}{ending}", *lines[end:]])


def _lists(path: Path, text: str) -> dict[str, list[str]]:
    """The wordings under every heading, as they are read."""
    found = parse(str(path), text).data
    return {
        name: list(filter(None, map(str.strip, str(said).splitlines())))
        for name, said in found.items()
    }
