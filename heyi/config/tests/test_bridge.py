"""Requests cross to the WSGI application and back whole: bodies of every size, answers at once and in pieces."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heyi.config import bridge
from heyi.config.bridge import Bridge


class Pieces:
    """An answer that is made piece by piece, as Django's streaming ones are."""

    streaming = True

    def __init__(self, made: list[str]) -> None:
        self.made = made

    def __iter__(self) -> Iterator[bytes]:
        for piece in (b"one", b"two"):
            self.made.append(piece.decode())
            yield piece

    def close(self) -> None:
        self.made.append("closed")


def asked(application: Any, *messages: dict[str, Any], headers: Any = ()) -> list[dict[str, Any]]:
    """What the application's answer looks like to the server."""
    sent: list[dict[str, Any]] = []
    waiting = list(messages)

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/x", "raw_path": b"/x",
        "query_string": b"a=%E4%BD%A0", "headers": list(headers), "server": ("localhost", 80), "client": ("127.0.0.1", 9),
    }  # fmt: skip
    asyncio.run(Bridge(application, 2)(scope, receive, send))
    return sent


def body(*pieces: bytes) -> list[dict[str, Any]]:
    last = len(pieces) - 1
    return [{"type": "http.request", "body": one, "more_body": n < last} for n, one in enumerate(pieces)]


def echo(environ: dict[str, Any], begin: Callable[..., None]) -> list[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    content = environ["wsgi.input"].read(length) if length else b""
    begin("201 Created", [("X-Query", environ["QUERY_STRING"]), ("X-Length", str(len(content)))])
    return [content[:10], content[10:20]]


def test_a_body_in_pieces_arrives_whole_and_the_answer_leaves_at_once():
    start, answer = asked(echo, *body(b"hello ", b"world"), headers=[(b"content-length", b"11")])
    assert (start["status"], (b"x-query", b"a=%E4%BD%A0") in start["headers"]) == (201, True)
    assert answer == {"type": "http.response.body", "body": b"hello world"}


def test_no_body_is_an_empty_one():
    start, _answer = asked(echo, *body(b""))
    assert (b"x-length", b"0") in start["headers"]


def test_a_large_body_is_not_collected_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bridge, "SMALL", 4)
    start, *_rest = asked(echo, *body(b"hello", b"world"), headers=[(b"content-length", b"10")])
    assert (b"x-length", b"10") in [(name.lower(), value) for name, value in start["headers"]]


def test_pieces_are_sent_as_they_are_made_and_the_answer_is_closed():
    made: list[str] = []

    def streaming(_environ: dict[str, Any], begin: Callable[..., None]) -> Pieces:
        begin("200 OK", [])
        return Pieces(made)

    sent = asked(streaming, *body(b""))
    assert [one.get("body") for one in sent[1:]] == [b"one", b"two", b""]
    assert made == ["one", "two", "closed"]


def test_whoever_goes_before_the_body_is_there_is_not_answered():
    def never(_environ: dict[str, Any], _begin: Callable[..., None]) -> list[bytes]:
        raise AssertionError("asked for half a request")

    half = {"type": "http.request", "body": b"hel", "more_body": True}
    assert asked(never, half, headers=[(b"content-length", b"5")]) == []
