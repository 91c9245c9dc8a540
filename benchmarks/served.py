"""A server as a process of its own, its processor time and its memory told from outside."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TICKS = os.sysconf("SC_CLK_TCK")
LOOK = 0.5  # seconds between looks at whether a server has done what it does after its start
QUIET = 0.03  # seconds of processor time between two looks


@dataclass
class Server:
    """A process that listens."""

    port: int
    pid: int

    def processor(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    async def settled(self) -> None:
        """Wait until it has done what it does after its start, beside the turns."""
        before, quiet = self.processor(), 0
        while quiet < 4:
            await asyncio.sleep(LOOK)
            now = self.processor()
            quiet = quiet + 1 if now - before < QUIET else 0
            before = now

    def memory(self) -> int:
        """Resident memory, in KiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@asynccontextmanager
async def served(
    command: Iterable[str], log: Path = Path(os.devnull), /, **environ: str
) -> AsyncIterator[Server]:
    """A server as a process of its own, ended afterwards. Raises RuntimeError if it fails."""
    with log.open("wb") as errors:
        async with _process(command, errors, environ) as server:
            yield server


@asynccontextmanager
async def _process(
    command: Iterable[str], errors: IO[bytes], environ: dict[str, str]
) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=errors,
    )
    assert process.stdout
    try:
        said = (await process.stdout.readline()).decode().split()
        if not said:
            raise RuntimeError("it did not start")
        yield Server(int(said[-1].rstrip("/").rpartition(":")[2]), process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
