"""A real PostgreSQL for the tests: a new server on a socket of its own, removed afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

WAIT = 60  # seconds for a server to start or stop on a busy machine
SETTINGS = (
    "listen_addresses=",  # the socket only, so that no two runs want the same port
    "fsync=off",  # the machine is not expected to lose power in the middle of a test
    "max_connections=300",
    "log_min_messages=warning",
)


def find() -> Path | None:
    """The folder of the server's programs, or None."""
    found = [os.environ.get("POSTGRES", "")]
    found += map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    found += [str(Path(initdb).resolve().parent) for initdb in [shutil.which("initdb")] if initdb]
    return next((Path(each) for each in found if each and Path(each, "initdb").exists()), None)


def account() -> str | None:
    """Whom the server runs as; None is whoever runs the tests. It refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@dataclass
class Cluster:
    """One server with one database; each ``url`` is a schema of its own in it."""

    programs: Path
    folder: Path
    port: int = 5432  # only the name of the socket, unless it listens on the loopback network
    settings: tuple[str, ...] = SETTINGS
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, schema: str = "") -> str:
        """The address of a new empty schema, or of the one named."""
        if not schema:
            schema = f"test_{os.getpid()}_{next(self.numbers)}"
            self.sql(f"create schema {schema}")
        host = quote(str(self.folder), safe="")
        return f"postgresql://tester@/postgres?host={host}&port={self.port}&search_path={schema}"

    def sql(self, *statements: str) -> str:
        """What psql prints for these statements."""
        where = ["-h", str(self.folder), "-p", str(self.port), "-U", "tester", "postgres"]
        more = [part for each in statements for part in ("-c", each)]
        command = [str(self.programs / "psql"), "-qAtX", *where, *more]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        own = (f"unix_socket_directories={self.folder}", f"port={self.port}")
        options = " ".join(f"-c {each}" for each in (*self.settings, *own))
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self, how: str = "fast") -> None:
        """Stop it: "fast" ends every connection in good order, "immediate" is a crash."""
        self._control("stop", "-m", how)

    def keep(self, name: str, content: bytes) -> Path:
        """A file that only the server may read."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
        if user := account():
            os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        return path

    def freeze(self) -> None:
        """Let no server process do anything, as if the network were gone."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Undo ``freeze``."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            os.kill(process, number)

    def _control(self, *command: str) -> None:
        programme = str(self.programs / "pg_ctl")
        as_server([programme, "-D", str(self.folder / "data"), "-w", "-t", str(WAIT), *command])


def as_server(command: Sequence[str]) -> None:
    """Run one of the server's programs, as the account it may run as."""
    user = account()
    more = {"user": user, "group": pwd.getpwnam(user).pw_gid} if user else {}
    done = subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **more
    )  # type: ignore[call-overload]
    assert done.returncode == 0, f"{command[0]}: {done.stderr.decode()}"


@contextmanager
def cluster(programs: Path, settings: tuple[str, ...] = SETTINGS) -> Iterator[Cluster]:
    """A running server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bot-postgres-"))
    if user := account():
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    made = Cluster(programs, folder, settings=settings)
    options = ["-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync"]
    try:
        as_server([str(programs / "initdb"), "-D", str(folder / "data"), *options])
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)
