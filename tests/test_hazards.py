"""The hazard log is whole: every hazard names controls, and tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOG = ROOT / "docs" / "hazards.md"
ACCEPTED = 6  # risks above it say what remains
MOST = 12
FIELDS = ("Causes", "Before", "Controls", "Tests", "After")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NEVER_RUN = {"skip", "skipif", "xfail"}


def hazards(text: str) -> dict[str, str]:
    """What stands under each heading of a hazard."""
    parts = re.split(r"^## (H\d\d .+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def problems(name: str, text: str) -> list[str]:
    """What is wrong with one hazard."""
    fields = dict(re.findall(r"^- \*\*(\w+):\*\* (.+)$", text, re.MULTILINE))
    found = [f"{name}: no {field}" for field in FIELDS if not fields.get(field, "").strip()]
    if found:
        return found
    named = TEST.findall(fields["Tests"])
    if not named or TEST.sub("", fields["Tests"]).strip(" ,"):
        found.append(f"{name}: Tests names none, or something that is no test")
    found += [f"{name}: no {file}::{test}" for file, test in named if test not in run_in(file)]
    before, after = (risk(fields[field]) for field in ("Before", "After"))
    if not 0 < after <= before or after > MOST:
        found.append(f"{name}: a risk of {before} before and {after} after")
    if after > ACCEPTED and "(" not in fields["After"]:
        found.append(f"{name}: what remains of a risk of {after} is not said")
    return found


def risk(said: str) -> int:
    """Severity times likelihood; 0 where it is not written so."""
    found = re.match(r"([1-5]) × ([1-5])\b", said)
    return int(found[1]) * int(found[2]) if found else 0


@cache
def run_in(file: str) -> frozenset[str]:
    """The tests in a file that are really run."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(path.read_text()))
    defined = (n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(one.name for one in defined if not _left_out(one))


def _left_out(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = " ".join(ast.unparse(one) for one in test.decorator_list)
    return bool(NEVER_RUN.intersection(re.findall(r"\w+", marks)))


LOGGED = hazards(LOG.read_text())


def test_the_hazards_are_numbered_in_order() -> None:
    assert [int(name[1:3]) for name in LOGGED] == list(range(1, len(LOGGED) + 1))
    assert len(LOGGED) >= 25


@pytest.mark.parametrize("name", LOGGED)
def test_a_hazard_names_its_controls_and_the_tests_that_prove_them(name: str) -> None:
    assert problems(name, LOGGED[name]) == []


@pytest.mark.parametrize("page", ["security.md", "dpia.md", "hazards.md", "faults.md"])
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    named = TEST.findall((ROOT / "docs" / page).read_text())
    assert len(named) > 5
    assert [f"{file}::{test}" for file, test in named if test not in run_in(file)] == []


def test_every_threat_names_its_control_and_its_test() -> None:
    threats = re.findall(
        r"^\| ([STRIDE]) \| (.+) \|$", (ROOT / "docs/security.md").read_text(), re.M
    )
    assert {letter for letter, _ in threats} == set("STRIDE")
    assert [row for _, row in threats if len(row.split(" | ")) != 3 or not TEST.search(row)] == []


def test_every_fault_says_what_holds_and_names_its_test() -> None:
    told = (ROOT / "docs/faults.md").read_text()
    rows = [line for line in told.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 35
    assert [row for row in rows if len(row.split(" | ")) != 3 or not TEST.search(row)] == []


GOOD = """
- **Causes:** one.
- **Before:** 4 × 4
- **Controls:** one.
- **Tests:** `tests/test_hazards.py::test_the_hazards_are_numbered_in_order`
- **After:** 4 × 1
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("`tests/test_hazards.py::test_the_hazards_are_numbered_in_order`", "none yet"),
        ("::test_the_hazards", "::test_some_hazards"),
        ("tests/test_hazards.py", "tests/test_gone.py"),
        ("- **Tests:**", "- **Proof:**"),
        ("**Controls:** one.", "**Controls:**"),
        ("4 × 1", "5 × 5"),
        ("4 × 1", "low"),
    ],
)
def test_a_gap_is_noticed(old: str, new: str) -> None:
    assert problems("H99", GOOD) == []
    assert problems("H99", GOOD.replace(old, new)) != []
