"""The command that writes the app package for Teams."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

FILE = Path("dist") / "modern-slavery-first-response.zip"


def add(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    package = commands.add_parser("package", help="write the app package to upload to Teams")
    package.add_argument("--out", type=Path, default=FILE, help=f"the file to write ({FILE})")
    package.add_argument(
        "--schema", type=_version, help="an older manifest schema, for a Teams behind the times"
    )
    package.add_argument("--json", action="store_true", help="print the manifest as well")
    package.set_defaults(run=_run)


def _version(text: str) -> str:
    if not re.fullmatch(r"1\.\d{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not like 1.22")
    return text


def _run(options: argparse.Namespace) -> int:
    from bot.package.archive import write  # noqa: PLC0415
    from bot.package.details import Details  # noqa: PLC0415
    from bot.package.manifest import SCHEMA_VERSION, manifest  # noqa: PLC0415
    from bot.settings import SettingsError  # noqa: PLC0415

    try:
        made = manifest(Details.load(), options.schema or SCHEMA_VERSION)
        write(options.out, made)
    except SettingsError as error:
        print("The package was not written:", *error.problems, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{options.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        print(f"Wrote {options.out}: {made['id']}, version {made['version']}.")
    return 0
