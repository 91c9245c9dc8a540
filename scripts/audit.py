"""Asks the public advisory databases about every package that the bot, its page and its tests use.

    python scripts/audit.py [--where-reachable]

Ends with 0 if nothing is known against any of them, 1 if something is, and 2 if a database could
not be asked: not knowing is no answer. With ``--where-reachable`` that is only said.
"""

import json
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AUDITOR = "pip-audit==2.10.1"
TOOL = ROOT / ".venv" / "audit"  # an environment of its own: its packages are not the bot's
PYTHON = ("--strict", "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json")
NODE = ("npm", "audit", "--package-lock-only", "--json")
FOLDERS = ("bot/page", "tests/schemas")
PATIENCE = 90  # seconds for one list
FINE, FOUND, UNASKED = 0, 1, 2


class Unasked(Exception):
    """The database gave no answer. The message says what was said instead."""


@dataclass(frozen=True)
class Asked:
    """What became of one list: what is known against its packages, or why nobody can say."""

    what: str
    known: tuple[str, ...] = ()
    unasked: str = ""


def python_advisories(said: str) -> list[str]:
    """What is known, by what pip-audit printed as JSON. Raises Unasked."""
    told = _json(said).get("dependencies")
    if not isinstance(told, list):
        raise Unasked("no answer")
    skipped = [one["name"] for one in told if "skip_reason" in one]
    if skipped:
        raise Unasked(f"not known there: {', '.join(skipped)}")
    return [
        f"{one['name']} {one['version']}: {each['id']}, {_mended(each.get('fix_versions'))}"
        for one in told
        for each in one["vulns"]
    ]


def node_advisories(said: str) -> list[str]:
    """What is known, by what npm audit printed as JSON. Raises Unasked."""
    told = _json(said)
    known = told.get("vulnerabilities")
    if "error" in told or not isinstance(known, dict):
        raise Unasked(str(told.get("message") or "no answer"))
    return [f"{name}: {one['severity']}, {one['range']}" for name, one in sorted(known.items())]


def _json(said: str) -> dict[str, Any]:
    try:
        told = json.loads(said)
    except ValueError:
        raise Unasked("no answer") from None
    return told if isinstance(told, dict) else {}


def _mended(versions: Sequence[str] | None) -> str:
    return f"mended in {', '.join(versions)}" if versions else "not mended yet"


def verdict(asked: Iterable[Asked]) -> tuple[int, list[str]]:
    """The exit status and what to say. Something known is worse than something not known."""
    said, status = [], FINE
    for one in asked:
        said += [f"audit: {one.what}: {each}" for each in one.known]
        if one.known:
            status = FOUND
        elif one.unasked:
            status = status or UNASKED
            said.append(f"audit: {one.what}: could not be asked about ({one.unasked})")
    last = {
        FINE: "nothing is known against any package",
        FOUND: "take the mended versions, or say in docs/security.md why not",
        UNASKED: "no verdict. Run it where the advisory databases can be reached",
    }
    return status, [*said, f"audit: {last[status]}"]


def ask() -> Iterator[Asked]:
    """Ask about each list in turn."""
    for path in sorted(ROOT.glob("requirements*.txt")):
        yield _asked(path.name, _python, path)
    for folder in FOLDERS:
        yield _asked(folder, _node, ROOT / folder)


def _asked(what: str, how: Any, where: Path) -> Asked:
    try:
        return Asked(what, tuple(how(where)))
    except Unasked as error:
        return Asked(what, unasked=str(error))


def _python(requirements: Path) -> list[str]:
    if not (TOOL / "bin" / "pip-audit").exists():
        venv.create(TOOL, with_pip=True, clear=True)
        _run((str(TOOL / "bin" / "pip"), "install", "--quiet", AUDITOR), ROOT)
    said, complaint = _run(
        (str(TOOL / "bin" / "pip-audit"), *PYTHON, "-r", str(requirements)), ROOT
    )
    return python_advisories(said) if said.strip() else _none(complaint)


def _node(folder: Path) -> list[str]:
    said, complaint = _run(NODE, folder)
    return node_advisories(said) if said.strip() else _none(complaint)


def _run(command: Sequence[str], where: Path) -> tuple[str, str]:
    try:
        done = subprocess.run(
            command, cwd=where, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unasked(f"{Path(command[0]).name}: {type(error).__name__}") from error
    return done.stdout, done.stderr


def _none(complaint: str) -> list[str]:
    lines = [line for line in complaint.splitlines() if "ERROR" in line] or complaint.splitlines()
    raise Unasked(
        lines[-1].rpartition("ERROR:pip_audit._cli:")[2].strip() if lines else "no answer"
    )


def main(words: Sequence[str]) -> int:
    """Ask, say it, and give the exit status."""
    status, said = verdict(ask())
    sys.stdout.write("\n".join(said) + "\n")
    return FINE if status == UNASKED and "--where-reachable" in words else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
