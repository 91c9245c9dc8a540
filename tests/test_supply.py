"""What the bot is made of is known, and no secret is among it."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.test_repository import ROOT, pins

LEFT_OUT = {".git", ".venv", "node_modules", "__pycache__", "data", "dist"}
OURS = (".cache", ".egg-info")
SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}",
    "a directory's client secret": r"\b[A-Za-z0-9_.-]{3}[78]Q~[A-Za-z0-9_.~-]{31,34}\b",
    "a storage key": r"AccountKey=[A-Za-z0-9+/]{60,}={0,2}",
    "a signed address": r"[?&]sig=[A-Za-z0-9%]{40,}",
    "a token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "a code host's token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,}|glpat-[\w-]{20,})",
    "a cloud's key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b",
    "a chat's hook": r"https://[a-z0-9.-]*webhook\.office\.com/webhookb2/[0-9a-f-]{36}",
}
PATTERNS = {name: re.compile(shape) for name, shape in SECRETS.items()}


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "scripts" / "sbom.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def secrets_in(text: str) -> list[str]:
    return [name for name, pattern in PATTERNS.items() if pattern.search(text)]


def files() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        caches = any(part.endswith(("_cache", *OURS)) for part in parts)
        if not caches and not LEFT_OUT.intersection(parts) and path.is_file():
            yield path


def test_no_file_holds_a_secret() -> None:
    found = {}
    for path in files():
        if held := secrets_in(path.read_bytes().decode("utf-8", "replace")):
            found[str(path.relative_to(ROOT))] = held
    assert found == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a private key", "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ"),
        ("a directory's client secret", "abc" + "8Q~" + "a1_" * 11),
        ("a storage key", "AccountKey=" + "a" * 86 + "=="),
        ("a signed address", "https://x?se=1&sig=" + "a" * 44),
        ("a token", ".".join(["eyJ" + "a" * 30] * 2 + ["b" * 40])),
        ("a code host's token", "gh" + "p_" + "a" * 36),
        ("a cloud's key", "AKI" + "A" + "B" * 16),
        ("a chat's hook", "https://f.webhook.office.com/web" + "hookb2/" + "0" * 36),
    ],
)
def test_a_secret_would_be_noticed(name: str, text: str) -> None:
    assert name in secrets_in(text)
    assert set(SECRETS) >= {name}


def test_the_bill_names_every_package_that_is_run(sbom: ModuleType) -> None:
    components = sbom.bill()["components"]
    listed = {(one["name"], one["version"]) for one in components}
    optional = {(one["name"], one["version"]) for one in components if "scope" in one}
    lock = json.loads((ROOT / "bot/page/package-lock.json").read_text())["packages"]
    page = {
        (path.rpartition("node_modules/")[2], one["version"]) for path, one in lock.items() if path
    }
    needed, second = (set(pins(f"requirements{of}.txt").items()) for of in ("", "-agents"))
    assert needed <= listed
    assert second == optional
    assert {one["scope"] for one in components if "scope" in one} == {"optional"}
    assert listed - needed - second <= page
    assert {name for name, _ in page & listed}


def test_the_bill_is_whole_and_the_same_each_time(sbom: ModuleType) -> None:
    bill = sbom.bill()
    assert bill == sbom.bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    refs = [one["bom-ref"] for one in bill["components"]]
    assert refs == sorted(set(refs))
    linked = {ref for one in bill["dependencies"] for ref in (one["ref"], *one["dependsOn"])}
    assert linked - {bill["metadata"]["component"]["bom-ref"]} == set(refs)
    assert not re.search(r"\d{4}-\d\d-\d\dT", json.dumps(bill))


def test_another_version_is_another_bill(sbom: ModuleType, tmp_path: Path) -> None:
    lists = ("requirements.txt", "requirements-agents.txt", "bot/page/package-lock.json")
    for name in ("CHANGELOG.md", *lists):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    same = sbom.bill(tmp_path)
    assert same == sbom.bill()
    text = (tmp_path / "requirements.txt").read_text()
    (tmp_path / "requirements.txt").write_text(re.sub(r"(?m)^(yarl==).*", r"\g<1>9.9", text))
    assert sbom.bill(tmp_path)["serialNumber"] != same["serialNumber"]
