"""Clients on plain sockets that keep their connection: little work of their own, so that the server is what is measured."""

import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Load:
    """Answers in a second, milliseconds, and answers that were no success."""

    rate: float
    p50: float
    p95: float
    failed: int
    first_failure: str = ""


def request(method: str, path: str, body: Any = None, **headers: str) -> bytes:
    """The bytes of one request."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(content)}"]
    if body is not None:
        lines.append("Content-Type: application/json")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def drive(port: int, requests: Sequence[bytes], *, clients: int = 8, seconds: float = 3.0, once: bool = False) -> Load:
    """Each client sends its share of the requests in turn, over and over, or once when they must not be repeated."""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    shares = [list(requests[number::clients]) or list(requests) for number in range(clients)]
    workers = [context.Process(target=_client, args=(port, share, seconds, once, answers)) for share in shares]
    for worker in workers:
        worker.start()
    found = [answers.get() for _worker in workers]
    for worker in workers:
        worker.join()
    taken = sorted(ms for times, *_rest in found for ms in times)
    if not taken:
        return Load(0.0, 0.0, 0.0, sum(failed for _t, _s, failed, _w in found), next(w for *_r, w in found))
    return Load(
        rate=sum(len(times) / span for times, span, *_rest in found if span),
        p50=statistics.median(taken),
        p95=taken[int(len(taken) * 0.95)],
        failed=sum(failed for _times, _span, failed, _why in found),
        first_failure=next((why for *_rest, why in found if why), ""),
    )


def _client(port: int, requests: list[bytes], seconds: float, once: bool, answers: Any) -> None:
    taken: list[float] = []
    failed, why, number = 0, "", 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        while time.perf_counter() - began < seconds and not (once and number >= len(requests)):
            started = time.perf_counter()
            status, body = exchange(connection, requests[number % len(requests)])
            number += 1
            if status < 300:
                taken.append((time.perf_counter() - started) * 1000)
            else:
                failed, why = failed + 1, why or f"{status} {body[:300]!r}"
        span = time.perf_counter() - began
    answers.put((taken, span, failed, why))


def exchange(connection: socket.socket, sent: bytes) -> tuple[int, bytes]:
    """Send one request; status and body of its answer."""
    connection.sendall(sent)
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _end, body = data.partition(b"\r\n\r\n")
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return int(head[9:12]), _chunks(connection, body)
    length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += _more(connection)
    return int(head[9:12]), body


def _chunks(connection: socket.socket, data: bytes) -> bytes:
    """The body of an answer that comes in chunks, each after its length in hexadecimal; an empty one ends it."""
    found = []
    while True:
        while b"\r\n" not in data:
            data += _more(connection)
        size, _end, data = data.partition(b"\r\n")
        length = int(size, 16)
        while len(data) < length + 2:
            data += _more(connection)
        if not length:
            return b"".join(found)
        found.append(data[:length])
        data = data[length + 2 :]


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("The server closed the connection.")
    return data


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One request, decoded; fails loudly."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        status, content = exchange(connection, request(method, path, body, **headers))
    if status >= 300:
        raise RuntimeError(f"{method} {path}: {status} {content[:500]!r}")
    return json.loads(content)
