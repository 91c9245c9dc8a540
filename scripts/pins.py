"""Writes what the packages named at the top of a list of requirements bring with them.

    python scripts/pins.py requirements.txt requirements-dev.txt

Each list has a line beginning with MARK. The packages above it are chosen by hand; pip
works out the rest, which replaces what is below. A later list keeps to the versions of
the lists before it and does not repeat them.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

MARK = "# Brought in by"


def main(lists: list[Path]) -> None:
    """Rewrites each list in turn; raises CalledProcessError where pip finds no solution."""
    known: set[str] = set()
    for path in lists:
        head, tail = split(path.read_text())
        chosen = {line.partition("==")[0] for line in head.splitlines()}
        pins = resolve(path.parent, head)
        brought = [f"{name}=={pins[name]}" for name in sorted(pins.keys() - chosen - known)]
        path.write_text("\n".join([head + tail, *brought]) + "\n")
        known |= pins.keys()


def split(text: str) -> tuple[str, str]:
    """The part chosen by hand, and the MARK line that ends it."""
    head, mark, rest = text.partition(MARK)
    return head, mark + rest.partition("\n")[0]


def resolve(folder: Path, requirements: str) -> dict[str, str]:
    """The version of every package that pip would install, by its normalised name."""
    wanted = folder / ".pins.txt"
    wanted.write_text(requirements)
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    flags = ["--dry-run", "--ignore-installed", "--report", "-", "-r", str(wanted)]
    try:
        answer = subprocess.run([*command, *flags], check=True, stdout=subprocess.PIPE)
    finally:
        wanted.unlink()
    found = (item["metadata"] for item in json.loads(answer.stdout)["install"])
    return {re.sub(r"[-_.]+", "-", item["name"]).lower(): item["version"] for item in found}


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
