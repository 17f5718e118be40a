"""The server's one door, for granian (``heyi.config.asgi:application``).

Live updates and the web app's files are answered here, asynchronously; everything else goes to Django's WSGI
application in threads, which is several times faster than its ASGI handler (``docs/adr/0006``).
"""

import asyncio
import os
import signal
import threading
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from heyi.config.assets import Assets, takes_gzip
from heyi.config.bridge import Bridge
from heyi.config.runtime import readiness
from heyi.kit import hanzi

if TYPE_CHECKING:
    from heyi.config.live import Live, Receive, Scope, Send

LIVE = "/api/v1/live"


def threads() -> int:
    """How many requests Django works on at once in this process (``THREADS``, 16 without it)."""
    text = os.environ.get("THREADS", "").strip()
    return max(1, min(int(text), 256)) if text.isdecimal() else 16


class Front:
    """Decides who answers."""

    def __init__(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
        self.django = Bridge(get_wsgi_application(), threads())
        self.assets = Assets(settings.WEB_DIST)
        self._live: Live | None = None
        self.ending = False

    @staticmethod
    def warm() -> None:
        """Build the API before the first request: a wrong declaration stops the start, and nobody waits for it."""
        _ = get_resolver().url_patterns
        hanzi.load()

    @property
    def live(self) -> "Live":
        """The streams; made in the loop that serves them."""
        from heyi.config.live import Live  # needs the models, which exist once Django is set up

        self._live = self._live or Live()
        return self._live

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "lifespan":
            await self._live_and_die(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, self._last(send) if self.ending else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        path, method = scope["path"], scope["method"]
        if path == LIVE and method == "GET":
            await self.live(scope, receive, send)
            return
        if method in ("GET", "HEAD") and not path.startswith(("/api/", "/_allauth/")):
            found = self.assets.find(path)
            if found is not None:
                await self._give(found, scope, send)
                return

        async def body() -> Any:
            return await receive()  # the server's own is awaitable, but a2wsgi needs a coroutine

        await self.django(cleaned(scope), body, send)

    async def _give(self, path: Path, scope: "Scope", send: "Send") -> None:
        kept = self.assets.kept(path)
        asset = kept if kept is not None else await asyncio.to_thread(self.assets.load, path)
        accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        body, headers = asset.body, list(asset.headers)
        if asset.packed is not None and takes_gzip(accepted):
            body = asset.packed
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    @staticmethod
    def _last(send: "Send") -> "Send":
        """The connection's last answer: a process that is told to end must not be kept busy by connections kept alive."""

        async def closing(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        return closing

    async def _live_and_die(self, receive: "Receive", send: "Send") -> None:
        await receive()
        await asyncio.to_thread(self.warm)
        self.live.start()
        self._hear_signals()
        await send({"type": "lifespan.startup.complete"})
        readiness.tell()
        await receive()
        await self.live.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _hear_signals(self) -> None:
        """The server waits for open answers before it tells of its end, so streams must hear of the signal themselves.

        The server's own handlers hang on the loop's wake-up descriptor and are not replaced by these.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        loop, live = asyncio.get_running_loop(), self.live

        def ending(_number: int, _frame: object) -> None:
            self.ending = True
            loop.call_soon_threadsafe(live.close)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, ending)


def cleaned(scope: "Scope") -> "Scope":
    """What WSGI would misread: names with underscores (they would pass for names with hyphens), cookies that HTTP/2
    sent in pieces, and bytes beyond ASCII in the query.
    """
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    cookies = [value for name, value in headers if name == b"cookie"]
    if len(cookies) > 1:
        headers = [pair for pair in headers if pair[0] != b"cookie"]
        headers.append((b"cookie", b"; ".join(cookies)))
    query = scope["query_string"]
    if not query.isascii():
        query = quote_from_bytes(query, safe="!#$%&'()*+,/:;=?@[]~").encode()
    return {**scope, "headers": headers, "query_string": query}


application = Front()
