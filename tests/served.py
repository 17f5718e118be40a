"""The cast behind a real server: a database of its own with everybody committed, granian on a free port, real streams."""

import contextlib
import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.database import remove
from tests.scenarios.browser import free_port

ROOT = Path(__file__).resolve().parents[1]
NAME = f"heyi_test_served_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@dataclass
class Served:
    """A running server. ``sessions`` and ``keys`` are by the cast's short names."""

    port: int
    database_url: str
    process: "subprocess.Popen[bytes]"
    sessions: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, *, as_: str = "", **headers: str) -> tuple[int, Any, Any]:
        """Status, headers and body (decoded when it is JSON) of one call; ``as_`` signs in by API key."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if as_:
            sent["Authorization"] = f"Bearer {self.keys[as_]}"
        if body is not None:
            sent |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        response = connection.getresponse()
        content = response.read()
        found = dict(response.getheaders())
        kind = {name.lower(): value for name, value in found.items()}.get("content-type", "")
        connection.close()
        return response.status, found, json.loads(content) if "json" in kind else content

    @contextmanager
    def stream(self, name: str, **headers: str) -> Iterator["Stream"]:
        """The live stream of a person, by session."""
        sent = {"Cookie": f"sessionid={self.sessions[name]}"} if name else {}
        sent |= {key.replace("_", "-"): value for key, value in headers.items()}
        stream = Stream(self.port, sent)
        try:
            yield stream
        finally:
            stream.close()


class Stream:
    """Reads server-sent events in a thread: ``expect(kind)`` waits for one, ``quiet(...)`` looks that none came."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.request("GET", "/api/v1/live", headers=headers)
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.events: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.opened, self.ended = threading.Event(), threading.Event()
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()
            assert self.opened.wait(10)

    def _read(self) -> None:
        kind = ""
        try:
            for raw in self.response:
                line = raw.decode().rstrip("\n")
                if line.startswith(":"):
                    self.opened.set()
                elif line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.put((kind, json.loads(line.removeprefix("data: "))))
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        self.ended.set()

    def expect(self, kind: str, seconds: float = 2.0) -> Any:
        """The data of the next event of this kind."""
        deadline = time.monotonic() + seconds
        while True:
            found, data = self.events.get(timeout=max(0.01, deadline - time.monotonic()))
            if found == kind:
                return data

    def seen(self) -> list[tuple[str, Any]]:
        """Everything that has come and was not taken."""
        return [self.events.get_nowait() for _ in range(self.events.qsize())]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.connection.close()


@contextmanager
def served(blocker: Any, *, through: int = 0, **more: str) -> Iterator[Served]:
    """A copy of the template with the cast in it, and a server on it; its database is reached ``through`` another port."""
    from django.db import connection
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as admin:
        remove(admin, NAME)
        made = "SELECT datname FROM pg_database WHERE datname ~ '^heyi_template_[0-9a-f]+$' ORDER BY oid DESC"
        template = str(admin.execute(made).fetchone()[0])  # type: ignore[index]
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(NAME), sql.Identifier(template)))
    url = psycopg.conninfo.make_conninfo(**{**parts, "dbname": NAME})
    before = connection.settings_dict["NAME"]
    with blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = NAME
        found = people()
        connection.close()
        connection.settings_dict["NAME"] = before
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--no-ws", "--workers-kill-timeout", "8", "heyi.config.asgi:application"]
    process = subprocess.Popen(command, cwd=ROOT, env=variables(through=through, **more))
    server = Served(port, url, process, **found)
    try:
        _wait(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def variables(*, through: int = 0, **more: str) -> dict[str, str]:
    """The environment of a process that works on the served database."""
    found = {**os.environ, **more, "DATABASE_URL": _address(os.environ["DATABASE_URL"], through)}
    found.pop("DATABASE_OWNER_URL", None)
    return {**found, "DJANGO_SETTINGS_MODULE": "heyi.config.settings"}


def _address(url: str, through: int) -> str:
    """Of the served database, on another port if there is one: in clear, so that what passes there can be read."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if not through:
        return parts._replace(path=f"/{NAME}").geturl()
    place = f"{parts.netloc.rpartition(':')[0]}:{through}"
    return parts._replace(netloc=place, path=f"/{NAME}", query="sslmode=disable&gssencmode=disable").geturl()


def _wait(server: Served) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if server.call("GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def people() -> dict[str, dict[str, Any]]:
    """Hire the cast for good, and give everybody a session and an API key."""
    import hashlib
    import secrets

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction

    from heyi.core.access.models import ApiKey
    from tests.cast import assemble

    found: dict[str, dict[str, Any]] = {"sessions": {}, "keys": {}, "employees": {}}
    with transaction.atomic():
        cast = assemble()
        for name, employee in cast.employees.items():
            user = employee.user
            session = SessionStore()
            session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session.create()
            key = secrets.token_hex(16)
            ApiKey.objects.create(
                user=user, name="test", prefix=key[:8], digest=hashlib.sha256(key.encode()).hexdigest()
            )
            found["sessions"][name], found["keys"][name] = session.session_key, key
            found["employees"][name] = employee.pk
    return found
