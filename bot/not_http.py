"""What is answered where a request cannot be read as HTTP, so that no guard of the routes sees it.

The web server's own answer quotes what was sent, names its version and logs the sender's address.
"""

from __future__ import annotations

import logging

from aiohttp import web

from bot.edge import HEADERS, refusal

_log = logging.getLogger(__name__)


class Runner(web.AppRunner):
    """Runs an application on connections that tell a stranger nothing."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Server(made.request_handler, request_factory=made.request_factory, **made._kwargs)


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(web.RequestHandler):
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A short refusal, after which the connection is closed. Raises ConnectionError if late."""
        if request.writer.output_size > 0:
            raise ConnectionError("part of an answer has left")
        _log.warning("not a request: %s", type(exc).__name__)
        said = "the request is not HTTP" if status < 500 else "something went wrong"
        answer = refusal(status, said)
        answer.headers.update({**HEADERS, "Server": "bot"})
        answer.force_close()
        return answer
