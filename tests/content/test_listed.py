"""One more wording in a file: at the end of its block, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.authoring import listed
from content.authoring.listed import NotListed
from content.issue import ContentError
from content.retrieval.weights import OUTSIDE
from tests.content.folders import put


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# Why.\nx: |\n  one\n", "# Why.\nx: |\n  one\n  new\n"),
        ("x: |\n  one\n\n# Then.\nw: |\n  two\n", "x: |\n  one\n  new\n\n# Then.\nw: |\n  two\n"),
        ("x: |\n  one\n\n  two\n\n", "x: |\n  one\n\n  two\n  new\n\n"),
        ("x: |-  # so\n    one\n", "x: |-  # so\n    one\n    new\n"),
        ("x: |\r\n  one\r\nw: |\r\n  two\r\n", "x: |\r\n  one\r\n  new\r\nw: |\r\n  two\r\n"),
        ("x: |\n  one", "x: |\n  one\n  new"),
        ("w: |\n  x: |\n", "w: |\n  x: |\nx: |\n  new\n"),
        ("w: |\n  two\n", "w: |\n  two\nx: |\n  new\n"),
    ],
)
def test_where_a_wording_goes(tmp_path: Path, before: str, after: str) -> None:
    path = put(tmp_path, "phrasings/x.yaml", before)
    assert listed.added(path, "x", "new") == after


def test_a_file_that_is_not_there_begins_with_a_comment(tmp_path: Path) -> None:
    text = listed.added(tmp_path / "x.yaml", "x", "new")
    assert text.startswith("#")
    assert text.endswith("\nx: |\n  new\n")


@pytest.mark.parametrize("text", ["x: >\n  one\n", "x: one\n", "x: |2\n    one\n", "x: [one]\n"])
def test_a_file_written_in_another_way_is_left_alone(tmp_path: Path, text: str) -> None:
    path = put(tmp_path, "x.yaml", text)
    with pytest.raises((NotListed, ContentError)):
        listed.added(path, "x", "new")


def test_the_file_is_the_concepts_own_or_the_one_that_has_its_heading(tmp_path: Path) -> None:
    put(tmp_path, "phrasings/all.yaml", "x: |\n  one\nw: |\n  two\n")
    put(tmp_path, "phrasings/w.yaml", "w: |\n  three\n")
    put(tmp_path, "phrasings/out-of-scope-a.yaml", "z: |\n  four\n")
    files = {name: listed.place(tmp_path, name, "new", str.split) for name in "xwz"}
    named = {name: path.name for name, (path, _) in files.items()}
    assert named == {"x": "all.yaml", "w": "w.yaml", "z": "z.yaml"}


def test_what_is_not_covered_goes_to_what_is_nearest(tmp_path: Path) -> None:
    outside = listed.place(tmp_path, OUTSIDE, "who plays", str.split)
    assert outside[0].name.startswith(OUTSIDE)
    put(tmp_path, "phrasings/out-of-scope-a.yaml", "a: |\n  my payslip\nb: |\n  the car\n")
    put(tmp_path, "phrasings/out-of-scope-b.yaml", "c: |\n  who plays football\n")
    put(tmp_path, "phrasings/c.yaml", "c: |\n  who plays tonight\n")
    found = listed.place(tmp_path, OUTSIDE, "who plays tonight", str.split)
    assert (found[0].name, found[1]) == ("out-of-scope-b.yaml", "c")
    assert listed.place(tmp_path, OUTSIDE, "the car", str.split)[1] == "b"
