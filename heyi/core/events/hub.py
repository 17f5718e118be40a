"""Live updates inside one process: one LISTEN connection, and from there to every open stream that may hear of it."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import structlog
from django.apps import apps
from django.db import connections

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.live import CHANNEL

log = structlog.get_logger(__name__)
QUEUE = 256
"""Frames that may wait for one slow reader before its stream is ended; it comes back and asks for everything again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between attempts to reach the database again."""
KEEPALIVE = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


@dataclass(eq=False)
class Client:
    """One open stream. ``actor`` is replaced whenever the session is looked at again."""

    actor: Actor
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(QUEUE))
    ended: bool = False

    def offer(self, frame: bytes) -> None:
        """Queue a frame; a reader that does not keep up is cut off."""
        if self.ended:
            return
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            log.warning("live_reader_too_slow", employee_id=self.actor.employee_id)
            self.end()

    def end(self) -> None:
        """Close the stream as soon as its writer looks; what still waits is not sent."""
        if self.ended:
            return
        self.ended = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """All open streams of this process, and the task that listens."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.listening = asyncio.Event()
        self._people: dict[int, set[Client]] = defaultdict(set)
        self._companies: dict[int, set[Client]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._serial = 0

    def start(self) -> None:
        """Begin to listen; harmless when it listens already."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen(), name="live-listen")

    async def stop(self) -> None:
        """Stop to listen."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def add(self, client: Client) -> None:
        self.clients.add(client)
        self._index(client)

    def remove(self, client: Client) -> None:
        self.clients.discard(client)
        self._forget(client)

    def renew(self, client: Client, actor: Actor) -> None:
        """The person's roles, companies or post may have changed."""
        self._forget(client)
        client.actor = actor
        if client in self.clients:
            self._index(client)

    def _index(self, client: Client) -> None:
        if client.actor.employee_id is not None:
            self._people[client.actor.employee_id].add(client)
        for company_id in client.actor.company_ids:
            self._companies[company_id].add(client)

    def _forget(self, client: Client) -> None:
        keys: Iterable[tuple[dict[int, set[Client]], int | None]] = (
            (self._people, client.actor.employee_id),
            *((self._companies, company_id) for company_id in client.actor.company_ids),
        )
        for index, key in keys:
            if key in index:
                index[key].discard(client)
                if not index[key]:
                    del index[key]

    def frame(self, kind: str, data: Any) -> bytes:
        """One server-sent event. The id only tells a browser that it has been here before."""
        self._serial += 1
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._serial}\nevent: {kind}\ndata: {text}\n\n".encode()

    def spread(self, payload: str) -> int:
        """Hand one notification to those whom it concerns; how many there were."""
        try:
            message = json.loads(payload)
            kind, data = str(message["kind"]), message["data"]
            told = self._record(message, data) if kind == "record" else [(data, self._concerned(message))]
        except (ValueError, KeyError, TypeError, LookupError):
            log.warning("live_notification_unreadable", size=len(payload))
            return 0
        for shown, readers in told:
            if readers:
                frame = self.frame(kind, shown)
                for client in readers:
                    client.offer(frame)
        return sum(len(readers) for _shown, readers in told)

    def _concerned(self, message: dict[str, Any]) -> list[Client]:
        if "to" in message:
            return [client for employee_id in message["to"] for client in self._people.get(employee_id, ())]
        return list(self._companies.get(message["company"], ()))

    def _record(self, message: dict[str, Any], data: dict[str, Any]) -> list[tuple[dict[str, Any], list[Client]]]:
        """Which record it is hears who reaches it by a grant; others who may view the resource hear that one has changed,
        and what they then ask for decides. Teams, shares and parents are in the database, which is not asked for each
        reader here.
        """
        key, company_id, tie = data["resource"], message["company"], message.get("tie", {})
        model, needed = apps.get_model(key), f"{key}.view"
        within: list[Client] = []
        vague: list[Client] = []
        for client in self._companies.get(company_id, ()):
            if client.actor.can(needed):
                reached = scoping.reaches(client.actor, model, company_id, tie)
                (within if reached else vague).append(client)
        return [(data, within), ({"resource": key}, vague)]

    def resync(self) -> None:
        """Tell everybody that something may have been missed."""
        frame = self.frame("resync", {})
        for client in list(self.clients):
            client.offer(frame)

    async def _listen(self) -> None:
        pause, before = FIRST_PAUSE, False
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.listening.set()
                    if before:
                        self.resync()
                    pause, before = FIRST_PAUSE, True
                    async for notification in connection.notifies():
                        self.spread(notification.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("live_database_lost", error=type(error).__name__)
            self.listening.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _parameters() -> dict[str, Any]:
    """How Django itself connects, without what only its own cursors need."""
    found = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        found.pop(name, None)
    return {**found, "application_name": "heyi-live", **KEEPALIVE}
