"""A bot that is killed by what it is told, and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bot import dying_bot
from tests.chat import Activity, Chat

# Each moment needs a new start of the bot. EVERY_MOMENT=1 tries all of them, for an hour or so.
STRIDE = 1 if os.environ.get("EVERY_MOMENT") else 4
PATIENCE = 30.0  # seconds that a start or an end may take on a busy machine


@dataclass
class Phoenix:
    """``python app.py`` as a process, started again on the same database once it is dead."""

    folder: Path
    database: str
    address: str = ""
    process: asyncio.subprocess.Process | None = None

    @property
    def fuse(self) -> Path:
        return self.folder / "fuse"

    async def up(self) -> str:
        """The address of the running bot, started if need be."""
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                dying_bot.__file__,
                str(self.fuse),
                env={"PATH": os.environ["PATH"], "PORT": "0", "DATABASE_URL": self.database},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            assert self.process.stdout
            ready = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
            self.address = ready.decode().split()[-1].rstrip("/")
        return self.address

    async def killed(self, chat: Chat, point: str, activity: Activity) -> str:
        """Send an activity that kills the bot, and start it again. What was answered, if at all."""
        self.fuse.write_text(f"{point} {activity['id']}", encoding="utf-8")
        answer = ""
        try:
            where = f"{chat.address}/api/messages"
            async with chat.session.post(where, json=activity) as response:
                answer = await response.text()
        except (aiohttp.ClientError, ConnectionError):
            pass
        assert self.process
        assert await asyncio.wait_for(self.process.wait(), PATIENCE) == -signal.SIGKILL
        self.process = None
        chat.address = await self.up()
        return answer

    async def tried(self, chat: Chat, point: str, activity: Activity) -> bool:
        """Send an activity that kills the bot if its turn comes to that point. Whether it lived."""
        self.fuse.write_text(f"{point} {activity['id']}", encoding="utf-8")
        try:
            where = f"{chat.address}/api/messages"
            async with chat.session.post(where, json=activity) as response:
                await response.read()
        except (aiohttp.ClientError, ConnectionError):
            pass
        assert self.process
        assert self.process.stdout
        if await asyncio.wait_for(self.process.stdout.readline(), PATIENCE):
            return True
        assert await asyncio.wait_for(self.process.wait(), PATIENCE) == -signal.SIGKILL
        self.process = None
        chat.address = await self.up()
        return False

    async def down(self) -> None:
        """End it in good order."""
        if self.process is not None:
            self.process.terminate()
            await self.process.wait()
