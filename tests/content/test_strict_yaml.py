"""YAML read strictly: what the author sees is what the program gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import content.strict_yaml
from content.issue import ContentError
from content.strict_yaml import MAX_BYTES, parse, read

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=LOADERS, autouse=True, ids=lambda loader: str(loader.__name__))
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both parsers: a machine may have only the slow one."""
    monkeypatch.setattr(content.strict_yaml, "_LOADER", request.param)
    yield


def value(text: str) -> Any:
    return parse("f.yaml", f"a: {text}").data["a"]


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as error:
        parse("f.yaml", text)
    return [(issue.line, issue.rule) for issue in error.value.issues]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("true", True),
        ("false", False),
        ("~", None),
        ("null", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ('"12"', "12"),
        ('"yes"', "yes"),
        ("'no'", "no"),
        ("2026-11-22", date(2026, 11, 22)),
        ('"2026-11-22"', "2026-11-22"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("999", 999),
        ("0800 808 3733", "0800 808 3733"),
        ("[a, 1]", ["a", 1]),
        ("{b: c}", {"b": "c"}),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("<<", "<<"),
        ("café ✓", "café ✓"),
    ],
)
def test_a_value_is_what_it_looks_like(text: str, expected: object) -> None:
    got = value(text)
    assert (got, type(got)) == (expected, type(expected))


@pytest.mark.parametrize("word", ["y", "Y", "n", "yes", "No", "ON", "off", "True", "FALSE"])
def test_what_some_programs_read_as_true_or_false_is_refused(word: str) -> None:
    assert problems(f"ok: 1\na: {word}") == [(2, "yaml-boolean")]
    assert problems(f"ok: 1\n{word}: a") == [(2, "yaml-boolean")]


def test_every_problem_is_told_with_its_line() -> None:
    text = "a: &x 1\nb: *x\na: no\nc: !!set {d}\ne: 2026-02-30\n"
    assert problems(text) == [
        (1, "anchor"),
        (2, "alias"),
        (3, "duplicate-key"),
        (3, "yaml-boolean"),
        (4, "tag"),
        (5, "wrong-date"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: 1\n\tb: 2", 2, "yaml-syntax"),
        ("a: 1\nb: ]", 2, "yaml-syntax"),
        ("a: 'open", 1, "yaml-syntax"),
        ("a: 1\n b: 2", 2, "yaml-syntax"),
        ("a: @odd", 1, "yaml-syntax"),
        ("a: %odd", 1, "yaml-syntax"),
        ("- a\n- b", 1, "not-a-mapping"),
        ("just words", 1, "not-a-mapping"),
        ("", 1, "not-a-mapping"),
        ("# only a remark", 1, "not-a-mapping"),
        ("a: 1\n---\nb: 2", 2, "many-documents"),
        ("a: 1\n? [b]\n: c", 2, "key-not-text"),
        ("1: a", 1, "key-not-text"),
        ("null: a", 1, "key-not-text"),
    ],
)
def test_what_is_refused(text: str, line: int, rule: str) -> None:
    assert (line, rule) in problems(text)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert {rule for _, rule in problems("\n".join(rows))} == {"anchor", "alias"}


@pytest.mark.parametrize(
    "deep", ["a: " + "[" * 60 + "]" * 60, "a: " + "{a: " * 60 + "1" + "}" * 60]
)
def test_nesting_has_an_end(deep: str) -> None:
    assert (1, "too-deep") in problems(deep)


def test_lines_of_keys_and_items() -> None:
    document = parse("f.yaml", "a: 1\nb:\n  - c: 2\n    d: 3\n  - {e: 4,\n     f: 5}\n")
    places = {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "d"): 4,
        ("b", 1): 5,
        ("b", 1, "f"): 6,
        ("b", 1, "f", "deeper"): 6,
        ("b", "ask", 1, "f"): 6,
        ("nowhere",): 1,
    }
    assert {place: document.line(place) for place in places} == places


def test_a_file_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "f.yaml"
    path.write_text("a: é\n", encoding="utf-8")
    document = read(path, tmp_path)
    assert (document.file, document.data) == ("in/f.yaml", {"a": "é"})


def file_problems(path: Path, root: Path) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as error:
        read(path, root)
    return [(issue.line, issue.rule) for issue in error.value.issues]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    root = tmp_path / "content"
    root.mkdir()
    (tmp_path / "outside.yaml").write_text("a: 1")
    (root / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (root / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    (root / "huge.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (root / "folder.yaml").mkdir()
    assert file_problems(root / "link.yaml", root) == [(1, "outside-folder")]
    assert file_problems(root / "latin.yaml", root) == [(2, "not-utf-8")]
    assert file_problems(root / "huge.yaml", root) == [(1, "too-large")]
    assert file_problems(root / "folder.yaml", root) == [(1, "unreadable")]
    assert file_problems(root / "none.yaml", root) == [(1, "unreadable")]


def test_a_file_that_is_just_not_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: 1\n#" + b"x" * (MAX_BYTES - 6))
    assert read(path, tmp_path).data == {"a": 1}


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), _PLAIN, max_size=4))
def test_what_is_written_plainly_is_read_back(data: dict[str, Any]) -> None:
    """Quoted text, numbers and true or false survive, whatever is in the text."""
    text = yaml.dump(data, Dumper=_Quoting, allow_unicode=True)
    assert parse("f.yaml", text or "{}").data == data


class _Quoting(yaml.SafeDumper):
    """Puts all text in quotes, as an author who wants no surprises would."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


@given(st.text(alphabet=st.sampled_from("ab: -[]{}#&*!|>'\"%@`,?\n\t~0.")))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    try:
        parse("f.yaml", text)
    except ContentError as error:
        assert error.issues
