"""The command that says what a known id is called in the log."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bot import environment
from bot.observing import pseudonym
from bot.settings import SettingsError


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    named = commands.add_parser("log-id", help="print what a known id is called in the log")
    named.add_argument(
        "id", metavar="ID", help="an object or tenant id; of a chat: channel|conversation id"
    )
    named.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        key = environment.load().log_id_key
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    if not key:
        print("LOG_ID_KEY is not set: each start has a key of its own.", file=sys.stderr)
        return 1
    pseudonym.use(key)
    print(pseudonym.pseudonym(options.id))
    return 0
