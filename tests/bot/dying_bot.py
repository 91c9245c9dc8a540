"""``python app.py``, except that it kills itself during a turn, at the point a test names.

Its one argument is a file. An activity that arrives while the file holds its id and the name of a
point takes the file away and ends the process at that point as if its power had been cut: nothing
is closed, flushed or said. Delivered again, the activity does no harm.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot import jobs, turn  # noqa: E402
from bot.channel.outbound import Outbound  # noqa: E402
from bot.storage import outbox, postgres, sqlite  # noqa: E402
from bot.storage.database import Rows, Statement, Steps  # noqa: E402
from bot.storage.lane import Outcome  # noqa: E402
from bot.storage.store import Store  # noqa: E402

_doomed: list[str] = []


def _die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _here(point: str) -> None:
    if point in _doomed:
        _die()


def _around(holder: Any, name: str, before: str = "", after: str = "") -> None:
    """Make a method a place to die, before it starts or after it ends."""
    method = getattr(holder, name)

    async def place(*args: Any) -> Any:
        _here(before)
        result = await method(*args)
        _here(after)
        return result

    setattr(holder, name, place)


def _handle(fuse: Path) -> None:
    handle = turn.Turns.handle

    async def doomed(self: turn.Turns, activity: dict[str, Any]) -> Any:
        if fuse.exists():
            point, name = fuse.read_text(encoding="utf-8").split(" ", 1)
            if activity["id"] == name:
                fuse.unlink()
                _doomed.append(point)
        return await handle(self, activity)

    turn.Turns.handle = doomed  # type: ignore[method-assign]


def _work_out() -> None:
    talk: Callable[..., Any] = vars(turn)["talk"]

    def worked_out(*args: Any) -> Any:
        said = talk(*args)
        _here("worked-out")
        return said

    vars(turn)["talk"] = worked_out


def _transaction() -> None:
    isolated = sqlite._Writer._isolated

    def written(self: sqlite._Writer, work: Steps[Any]) -> Outcome:
        outcome = isolated(self, work)
        _here("transaction")
        return outcome

    sqlite._Writer._isolated = written  # type: ignore[method-assign]

    ask = postgres._ask

    async def asked(connection: Any, statement: Statement) -> Rows:
        if statement.sql == "commit":
            _here("transaction")
        return await ask(connection, statement)

    vars(postgres)["_ask"] = asked


def main(fuse: Path) -> None:
    """Put the places to die in, then run the bot as ``python app.py`` would."""
    outbox.LEASE = timedelta(seconds=1)  # so that what was left behind is soon taken up
    jobs.RESEND = 0.2
    _handle(fuse)
    _work_out()
    _transaction()
    _around(Store, "load", before="load")
    _around(Store, "commit", before="commit", after="committed")
    _around(Store, "delivered", after="noted")
    _around(Store, "mark_sent", before="replied")
    _around(Outbound, "send", after="first-reply")
    sys.argv = ["app.py"]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
