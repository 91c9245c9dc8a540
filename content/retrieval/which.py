"""Which content folder a command that fits or measures is for: ``--content FOLDER``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from content.loader import FOLDER


def parser(module: str, description: str) -> ArgumentParser:
    """The options of ``python -m MODULE``; ``content`` is the folder."""
    found = ArgumentParser(prog=f"python -m {module}", description=description)
    found.add_argument("--content", type=Path, default=FOLDER, help="another content folder")
    return found
