"""The commands of ``python app.py``. Everything but serving works without a server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.terminal import ask as terminal_ask
from bot.terminal import doctor as terminal_doctor
from bot.terminal import figures as terminal_figures
from bot.terminal import guides as terminal_guides
from bot.terminal import log_id as terminal_log_id
from bot.terminal import package as terminal_package
from bot.terminal import review as terminal_review
from bot.terminal import scenarios as terminal_scenarios
from bot.terminal import subject as terminal_subject
from bot.terminal.guides import chosen, common
from content.issue import ContentError
from content.library import NotInForce, Unavailable
from content.link import LinkError

_EXPECTED = (ContentError, NotInForce, LinkError, Unavailable)


def main(argv: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 good, 1 something was found, 2 misused."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        return int(options.run(options))
    except _EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands.add_parser("serve", help="run the bot (what happens with no command)").set_defaults(
        run=_serve
    )
    play = commands.add_parser("play", help="walk through a guide or a scenario in the terminal")
    terminal_guides.one_guide(play)
    play.add_argument("--answers", type=Path, help="YAML file of answers, keyed by step and person")
    play.add_argument("--dump", type=Path, help="write the walk to this new file, as a scenario")
    common(play)
    play.set_defaults(run=_play)
    terminal_ask.add(commands)
    terminal_guides.add(commands)
    terminal_scenarios.add(commands)
    terminal_review.add(commands)
    terminal_figures.add(commands)
    terminal_package.add(commands)
    terminal_subject.add(commands)
    terminal_log_id.add(commands)
    terminal_doctor.add(commands)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from bot.server import serve  # noqa: PLC0415  the other commands need no web server

    return serve()


def _play(options: argparse.Namespace) -> int:
    from bot.terminal.dump import Dump  # noqa: PLC0415
    from bot.terminal.exercise import play_exercise, scripted  # noqa: PLC0415
    from bot.terminal.play import play, rehearsed  # noqa: PLC0415

    scenario = scripted(options)
    if scenario is not None:
        return play_exercise(*scenario)
    release, day = chosen(options)
    dump = Dump(options.dump, day) if options.dump else None
    if options.answers is None:
        return play(release, dump)
    return rehearsed(release, options.answers, dump, as_json=options.json)
