"""The least HTTP there is, so that what makes the load costs little: a client and a connector."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_TAKEN = b'{"id":"1"}'
_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class Failed(Exception):
    """The server answered something else than 2xx."""


class Client:
    """One connection that is kept, and one request at a time on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @staticmethod
    async def open(port: int) -> Client:
        """A connection to this machine."""
        return Client(*await asyncio.open_connection("127.0.0.1", port))

    async def post(self, body: bytes) -> bytes:
        """The body of the answer to an activity. Raises Failed."""
        head = (
            b"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        )
        self._writer.write(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body))
        answer = await self._reader.readuntil(b"\r\n\r\n")
        found = _LENGTH.search(answer)
        body = await self._reader.readexactly(int(found[1])) if found else b""
        if answer[9:10] != b"2":
            raise Failed(answer[:40].decode() + body[:200].decode())
        return body

    def close(self) -> None:
        """Give the connection up."""
        self._writer.close()


class Connector(asyncio.Protocol):
    """Takes every message, after a while if it is to be slow."""

    def __init__(self, delay: float, taken: Callable[[bytes], object]) -> None:
        self._delay = delay
        self._taken = taken
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._buffer += data
        while True:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            size = int(length[1]) if length else 0
            if not found or len(rest) < size:
                return
            self._buffer = rest[size:]
            self._taken(rest[:size])
            asyncio.get_running_loop().call_later(self._delay, self._say)

    def _say(self) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(_ANSWER % (len(_TAKEN), _TAKEN))


@asynccontextmanager
async def connector(delay: float = 0.0) -> AsyncIterator[str]:
    """Somewhere to post replies to; gives its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connector(delay, len), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
