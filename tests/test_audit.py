"""What the audit of packages makes of what the advisory databases say, and of their silence."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

import pytest

from tests.test_repository import ROOT

Answer = Mapping[str, object]
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"], "aliases": [], "description": "…"}


@pytest.fixture(scope="module")
def audit() -> Iterator[ModuleType]:
    path = ROOT / "scripts" / "audit.py"
    spec = importlib.util.spec_from_file_location("audit_of_packages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def package(*flaws: Answer) -> Answer:
    return {"name": "a", "version": "1.0", "vulns": [*flaws]}


def test_a_known_flaw_in_a_python_package_is_told_with_what_mends_it(audit: ModuleType) -> None:
    said = json.dumps({"dependencies": [package(FLAW), package()], "fixes": []})
    assert audit.python_advisories(said) == ["a 1.0: PYSEC-2026-1, mended in 2.0"]
    assert audit.python_advisories(json.dumps({"dependencies": [package()]})) == []


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Traceback",
        "[]",
        "{}",
        json.dumps({"dependencies": [{"name": "a", "skip_reason": "?"}]}),
    ],
)
def test_no_answer_about_python_packages_is_no_verdict(audit: ModuleType, said: str) -> None:
    with pytest.raises(audit.Unasked):
        audit.python_advisories(said)


def test_a_known_flaw_in_a_package_of_the_page_is_told(audit: ModuleType) -> None:
    flaw = {"name": "b", "severity": "high", "range": "<3", "via": [], "effects": []}
    said = json.dumps({"auditReportVersion": 2, "vulnerabilities": {"b": flaw}})
    assert audit.node_advisories(said) == ["b: high, <3"]
    assert audit.node_advisories(json.dumps({"vulnerabilities": {}})) == []


@pytest.mark.parametrize(
    "said", ["", "npm error", '{"message": "405", "error": {"code": "ENOAUDIT"}}']
)
def test_no_answer_about_the_page_is_no_verdict(audit: ModuleType, said: str) -> None:
    with pytest.raises(audit.Unasked):
        audit.node_advisories(said)


def test_a_flaw_is_1_silence_is_2_and_neither_is_0(audit: ModuleType) -> None:
    fine, flaw = audit.Asked("list"), audit.Asked("list", ("a 1.0: X",))
    silent = audit.Asked("list", unasked="405")
    assert audit.verdict([fine, fine])[0] == 0
    assert audit.verdict([silent, flaw, silent])[0] == 1
    assert audit.verdict([fine, silent]) == (
        2,
        [
            "audit: list: could not be asked about (405)",
            "audit: no verdict. Run it where the advisory databases can be reached",
        ],
    )


def test_where_nothing_can_be_reached_only_a_flaw_fails_the_checks(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    silent, flaw = audit.Asked("list", unasked="405"), audit.Asked("list", ("a 1.0: X",))
    for asked, strict, lenient in ((silent, 2, 0), (flaw, 1, 1)):
        monkeypatch.setattr(audit, "ask", lambda asked=asked: [asked])
        assert (audit.main([]), audit.main(["--where-reachable"])) == (strict, lenient)
    assert "no verdict" in capsys.readouterr().out
