"""HTTP as plain sockets of an event loop: a thousand clients in one process, and every loss of a connection seen."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 20.0
PASSING = frozenset({502, 503, 504})
CSRF = "0123456789abcdefghijABCDEFGHIJ12"


class NoAnswer(Exception):
    """The connection was refused, cut or silent: nobody can say whether the request was done."""


@dataclass(frozen=True)
class Answer:
    """What came back as a whole."""

    status: int
    headers: dict[str, str]
    data: Any

    @property
    def code(self) -> str:
        """The stable name of a refusal."""
        return str(self.data.get("code", "")) if isinstance(self.data, dict) and self.status >= 400 else ""


def by_session(session: str) -> dict[str, str]:
    """The headers of a browser that is signed in."""
    return {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF}


def by_key(key: str) -> dict[str, str]:
    """The headers of a program that has an API key."""
    return {"Authorization": f"Bearer {key}"}


@dataclass
class Line:
    """One client's connection: kept alive between requests, opened anew after a loss."""

    port: int
    headers: dict[str, str]
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def open(self) -> None:
        if self.streams is not None and self.streams[0].at_eof():
            self.close()  # kept alive for long enough, the server thinks
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "", patience: float = PATIENCE
    ) -> Answer:
        """One request and its answer, or NoAnswer. ``key`` is the idempotency key and the request's id in the records."""
        try:
            async with asyncio.timeout(patience):
                await self.open()
                assert self.streams is not None
                self.streams[1].write(self._request(method, path, body, key))
                return await self._answer(self.streams[0])
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.close()
            raise NoAnswer(repr(error)) from error

    def close(self) -> None:
        if self.streams is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self.streams[1].close()
        self.streams = None

    def _request(self, method: str, path: str, body: Any, key: str) -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept-Language": "en", **self.headers}
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        if key:
            headers |= {"Idempotency-Key": key, "X-Request-Id": key}
        lines = [f"{method} /api/v1/{path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + content

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _colon, value in pairs}
        if "chunked" in headers.get("transfer-encoding", ""):
            content = await _chunks(reader)
        else:
            content = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        decoded = json.loads(content) if "json" in headers.get("content-type", "") and content else content
        return Answer(int(head[0].split()[1]), headers, decoded)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    pieces = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        pieces.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(pieces)
