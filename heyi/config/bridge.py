"""From the asynchronous server to Django's WSGI application and back, in one trip to a thread.

Nearly every request has a small body or none, and nearly every answer is whole at once. Those are read before a thread is
taken (so a slow sender holds none) and sent by one hand-over each way. Uploads stream through a2wsgi, which can do
everything and takes a hand-over for every piece.
"""

import asyncio
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ

if TYPE_CHECKING:
    from heyi.config.live import Receive, Scope, Send

SMALL = 1 << 20
"""Bytes of a body that is read into memory before the application begins."""
Application = Callable[[dict[str, Any], Callable[..., None]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]


class Gone(ConnectionError):
    """The client went away before it had sent its request."""


class Bridge:
    """An ASGI application that asks a WSGI application in ``workers`` threads."""

    def __init__(self, application: Any, workers: int) -> None:
        self.application: Application = application
        self.threads = ThreadPoolExecutor(workers, thread_name_prefix="web")
        # Each thread keeps a connection to PostgreSQL; few people upload at once.
        self.streaming = WSGIMiddleware(application, workers=min(4, workers))

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if not _is_small(scope):
            await self.streaming(cast(Any, scope), cast(Any, receive), cast(Any, send))
            return
        try:
            body = await _read(receive)
        except Gone:
            return
        environ = build_environ(cast(Any, scope), cast(Any, io.BytesIO(body)))
        environ["CONTENT_LENGTH"] = str(len(body))
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(
            self.threads, copy_context().run, self._ask, cast(Any, environ)
        )
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if isinstance(content, bytes):
            await send({"type": "http.response.body", "body": content})
            return
        await self._stream(content, send)

    def _ask(self, environ: dict[str, Any]) -> tuple[int, Headers, Any]:
        """Status, headers, and the bytes of an answer that is whole; otherwise what they will come from."""
        found: dict[str, Any] = {}

        def begin(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            found["status"] = int(status[:3])
            found["headers"] = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]

        answer: Any = self.application(environ, begin)
        if getattr(answer, "streaming", False):
            return found["status"], found["headers"], answer
        try:
            return found["status"], found["headers"], b"".join(answer)
        finally:
            _close(answer)

    async def _stream(self, answer: Any, send: "Send") -> None:
        """A piece is made when the one before has been taken."""
        loop = asyncio.get_running_loop()
        pieces = iter(answer)
        try:
            while (piece := await loop.run_in_executor(self.threads, next, pieces, None)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await loop.run_in_executor(self.threads, _close, answer)


def _close(answer: Any) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()


def _is_small(scope: "Scope") -> bool:
    length = None
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return False
        if name == b"content-length":
            length = value
    return length is None or (length.isdigit() and int(length) <= SMALL)


async def _read(receive: "Receive") -> bytes:
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)
