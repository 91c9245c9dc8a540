"""``python app.py``, except that it kills itself during a turn, at the point a test names.

Its one argument is a file. An activity that arrives while the file holds its id and the name of a
point takes the file away and ends the process at that point as if its power had been cut: nothing
is closed, flushed or said. Delivered again, the activity does no harm.

Points are places in the code, or moments: "suspend-3" is when the turn waits for the fourth time,
"resume-3" when it has what it waited for, "statement-3" before its fourth statement of SQL. With
"reminding/" before it, it is a moment of sending what reminders are due, done before the turn. What
lives through a moment is told on the standard output.
"""

from __future__ import annotations

import itertools
import os
import runpy
import signal
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot import jobs  # noqa: E402
from bot.channel.outbound import Outbound  # noqa: E402
from bot.conversation import turn  # noqa: E402
from bot.edge import Messages  # noqa: E402
from bot.guidance import Guidance  # noqa: E402
from bot.reminding import Reminding  # noqa: E402
from bot.storage import outbox, postgres, postgres_steps, sqlite  # noqa: E402
from bot.storage.database import Rows, Statement, Steps  # noqa: E402
from bot.storage.lane import Outcome  # noqa: E402
from bot.storage.store import Loaded, Store  # noqa: E402
from bot.training import room_cards, room_showing  # noqa: E402

_doomed: list[str] = []
_statements: list[str] = []
_reminding: list[Callable[[], Coroutine[Any, Any, None]]] = []


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


def _beginning() -> None:
    remembered = Store.remembered

    def begun(self: Store, turn: str, conversation: str) -> Loaded | None:
        _here("begun")
        return remembered(self, turn, conversation)

    Store.remembered = begun  # type: ignore[method-assign]


def _transaction() -> None:
    isolated = sqlite._Writer._isolated

    def written(self: sqlite._Writer, work: Steps[Any]) -> Outcome:
        outcome = isolated(self, work)
        _here("transaction")
        return outcome

    sqlite._Writer._isolated = written  # type: ignore[method-assign]

    ask = postgres_steps.ask

    async def asked(connection: Any, statement: Statement) -> Rows:
        _statement()
        if statement.sql == "commit":
            _here("transaction")
        return await ask(connection, statement)

    vars(postgres)["ask"] = vars(postgres_steps)["ask"] = asked


def _statement() -> None:
    """One statement more of a turn that is to die at one."""
    if _doomed:
        _here(f"statement-{len(_statements)}")
        _statements.append("")


class _Counted(sqlite3.Connection):
    """A connection that counts."""

    def execute(self, *args: Any) -> sqlite3.Cursor:
        _statement()
        return super().execute(*args)


@dataclass
class _Moments:
    """A coroutine, with a place to die wherever it waits."""

    work: Coroutine[Any, Any, Any]

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self.work.__await__()
        move: Callable[[Any], Any] = steps.send
        given: Any = None
        for number in itertools.count():
            try:
                waits_for = move(given)
            except StopIteration as end:
                return end.value
            _here(f"suspend-{number}")
            try:
                move, given = steps.send, (yield waits_for)
            except BaseException as error:
                move, given = steps.throw, error
            _here(f"resume-{number}")
        return None


def _moments(fuse: Path) -> None:
    turn_of = Messages._turn

    async def doomed(self: Messages, request: Any, activity: dict[str, Any], caller: Any) -> Any:
        if not _armed(fuse, activity["id"]):
            return await turn_of(self, request, activity, caller)
        if _doomed[0].startswith("reminding/"):
            _doomed[0] = _doomed[0].removeprefix("reminding/")
            await _Moments(_reminding[0]())
            _doomed.clear()
        try:
            return await _Moments(turn_of(self, request, activity, caller))
        finally:
            _doomed.clear()
            _statements.clear()
            sys.stdout.write("lived\n")
            sys.stdout.flush()

    Messages._turn = doomed  # type: ignore[method-assign]

    connect = sqlite3.connect
    vars(sqlite3)["connect"] = lambda *args, **more: connect(*args, factory=_Counted, **more)


def _armed(fuse: Path, arrived: Any) -> bool:
    """Whether this activity is to die at a moment; that is then taken down."""
    if not fuse.exists():
        return False
    point, name = fuse.read_text(encoding="utf-8").split(" ", 1)
    if arrived != name or not point.rpartition("-")[2].isdigit():
        return False
    fuse.unlink()
    _doomed.append(point)
    return True


def _remind() -> None:
    run = Reminding.run

    async def kept(self: Reminding, guidance: Guidance, now: datetime) -> None:
        _reminding.append(lambda: run(self, guidance, datetime.now(UTC)))
        await run(self, guidance, now)

    Reminding.run = kept  # type: ignore[method-assign]


def main(fuse: Path) -> None:
    """Put the places to die in, then run the bot as ``python app.py`` would."""
    outbox.LEASE = timedelta(seconds=1)  # so that what was left behind is soon taken up
    jobs.RESEND = jobs.DRAW = 0.2
    room_showing.SENDING = room_cards.DRAWING = timedelta(seconds=1)
    room_cards.PAUSE = timedelta()
    _moments(fuse)
    _remind()
    _handle(fuse)
    _work_out()
    _transaction()
    _beginning()
    _around(Store, "commit", before="commit", after="committed")
    _around(Store, "delivered", after="noted")
    _around(Store, "mark_sent", before="replied")
    _around(Outbound, "send", after="first-reply")
    sys.argv = ["app.py"]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
