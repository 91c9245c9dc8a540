"""The chat page's files: the page with its session token, its scripts, the packages it loads."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.channel.loopback import check_local

PAGE_DIR = Path(__file__).resolve().parent / "page"
SET_UP = "The chat page's packages are not installed. Run: make setup\n"

_TOKEN_MARK = "{{session-token}}"
_RENDERER_POLICIES = " ".join(
    f"adaptivecards#{name}"
    for name in (
        "markdownPassthroughPolicy",
        "restoreContentsPolicy",
        "deprecatedExportedFunctionPolicy",
    )
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"require-trusted-types-for 'script'; trusted-types chat-page {_RENDERER_POLICIES}"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_PACKAGES = {
    "adaptivecards.js": "adaptivecards/dist/adaptivecards.min.js",
    "adaptivecards.css": "adaptivecards/dist/adaptivecards.css",
    "markdown-it.js": "markdown-it/dist/browser/markdown-it.umd.min.js",
}


class PageFiles:
    """Serves the files under ``folder`` to this machine; ``token`` goes into the page.

    A request for the page from anywhere else raises Foreign.
    """

    def __init__(self, folder: Path, token: str) -> None:
        self._folder = folder
        self._packages = {name: folder / "node_modules" / path for name, path in _PACKAGES.items()}
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        """The page at ``/`` and what it loads under ``/assets/``."""
        return [
            web.get("/", self._index),
            web.get(r"/assets/{name:[a-z]+\.(?:js|css|svg)}", self._own),
            web.get("/assets/vendor/{name}", self._package),
        ]

    async def _index(self, request: web.Request) -> web.Response:
        check_local(request)
        if not all(path.is_file() for path in self._packages.values()):
            return _plain(503, SET_UP)
        html = (self._folder / "index.html").read_text(encoding="utf-8")
        html = html.replace(_TOKEN_MARK, self._token)
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    async def _own(self, request: web.Request) -> web.StreamResponse:
        return _file(self._folder / request.match_info["name"])

    async def _package(self, request: web.Request) -> web.StreamResponse:
        return _file(self._packages.get(request.match_info["name"]))


def _file(path: Path | None) -> web.StreamResponse:
    if path is None or not path.is_file():
        return _plain(404, "There is no such file.\n")
    headers = {**HEADERS, "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8"}
    return web.FileResponse(path, headers=headers)


def _plain(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, headers=HEADERS)
