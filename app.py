"""The bot's front door: with no words it serves, with a command it works without a server."""

from __future__ import annotations

import sys

from bot.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
