"""``GET /api/v1/live``: server-sent events for one person, watched over for as long as the session lives.

Nothing but the fact that something changed travels here; whoever wants to know more asks the API (api.md, section 6).
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import orjson
import structlog
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections, transaction
from django.http import HttpRequest
from django.utils import timezone, translation

from heyi.config import safe
from heyi.core.access.actor import Actor
from heyi.core.events.hub import Client, Hub
from heyi.core.org import actors
from heyi.core.org.models import User
from heyi.core.resources.http.entrance import digest_of_key
from heyi.kit.errors import NotSignedIn, Problem, TooMany, Unavailable
from heyi.kit.languages import from_header

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = structlog.get_logger(__name__)
HEARTBEAT = 15.0
GLANCE = 1.0
"""Seconds between looks at whether sessions and accounts still stand, all in one go."""
INSPECTION = 5.0
"""Seconds between full looks at one client: employment, roles, API key."""
PATIENCE = 20.0
"""Seconds that a reader may block before it is given up."""
STREAMS_EACH = 40
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True)
class Credential:
    """With what a stream was opened: a session or an API key, and the company that was asked for."""

    session: str
    authorization: str
    company_id: int | None

    def identify(self) -> Actor | None:
        """The actor now, or None when the credential is worth nothing (any more). Blocks; runs in a thread."""
        close_old_connections()
        try:
            with transaction.atomic():
                if self.authorization:
                    return actors.load_by_key(digest_of_key(self.authorization), company_id=self.company_id)
                user_id = self._user()
                return actors.load(user_id, company_id=self.company_id) if user_id else None
        except NotSignedIn:
            return None

    def _user(self) -> int | None:
        if not self.session:
            return None
        request = HttpRequest()
        request.session = SessionStore(self.session)
        user = get_user(request)
        return int(user.pk) if user.is_authenticated else None


def credential_of(scope: Scope) -> Credential:
    """Read cookie, key and ``?company=`` of the request."""
    headers = {name: value.decode("latin1") for name, value in scope["headers"]}
    try:
        cookie = SimpleCookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        cookie = None
    wanted = parse_qs(scope["query_string"].decode("latin1")).get("company", [""])[0]
    company_id = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None
    return Credential(cookie.value if cookie else "", headers.get(b"authorization", ""), company_id)


class Live:
    """The streams of this process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._credentials: dict[Client, Credential] = {}
        self._inspected: dict[Client, float] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="live")
        self._warden: asyncio.Task[None] | None = None
        self._closing = False

    def start(self) -> None:
        self.hub.start()
        if self._warden is None or self._warden.done():
            self._warden = asyncio.create_task(self._watch(), name="live-warden")

    def close(self) -> None:
        """End every stream at once and admit no more."""
        self._closing = True
        for client in list(self.hub.clients):
            client.end()

    async def stop(self) -> None:
        self.close()
        if self._warden is not None:
            self._warden.cancel()
        await self.hub.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.start()
        credential = credential_of(scope)
        try:
            client = await self._admit(credential)
        except Problem as problem:
            await _refuse(problem, scope, send)
            return
        self.hub.add(client)
        self._credentials[client], self._inspected[client] = credential, time.monotonic()
        known = any(name == b"last-event-id" and value for name, value in scope["headers"])
        try:
            await self._stream(client, receive, send, resync=known or not self.hub.listening.is_set())
        finally:
            self.hub.remove(client)
            self._credentials.pop(client, None)
            self._inspected.pop(client, None)

    async def _admit(self, credential: Credential) -> Client:
        if self._closing:
            raise Unavailable
        try:
            actor = await self._in_thread(credential.identify)
        except DatabaseError as error:
            raise Unavailable from error
        if actor is None:
            raise NotSignedIn
        if sum(client.actor.user_id == actor.user_id for client in self.hub.clients) >= STREAMS_EACH:
            raise TooMany
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.hub.listening.wait(), 5)
        return Client(actor)

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _stream(self, client: Client, receive: Receive, send: Send, *, resync: bool) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, *safe.raw()]})
        client.offer(b"retry: 2000\n: open\n\n")
        if resync:
            client.offer(self.hub.frame("resync", {}))
        leaving = asyncio.create_task(_until_gone(receive, client))
        try:
            while not client.ended:
                frame = await _next_frame(client)
                if frame is None:
                    break
                body = {"type": "http.response.body", "body": frame, "more_body": True}
                await asyncio.wait_for(send(body), PATIENCE)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):
            log.info("live_reader_lost", employee_id=client.actor.employee_id)
        finally:
            leaving.cancel()

    async def _watch(self) -> None:
        """End the streams of sessions that ended, of accounts that were closed, and renew what people may see."""
        while True:
            await asyncio.sleep(GLANCE)
            try:
                await self._glance()
                now = time.monotonic()
                for client in [c for c, at in self._inspected.items() if now - at > INSPECTION]:
                    await self._inspect(client)
            except DatabaseError:
                log.warning("live_sessions_not_checked")
            except Exception:
                log.exception("live_warden_failed")

    async def _glance(self) -> None:
        watched = [(client, c.session if not c.authorization else "") for client, c in self._credentials.items()]
        if not watched:
            return
        users = {client.actor.user_id for client, _session in watched}
        sessions, active = await self._in_thread(_standing, {session for _c, session in watched if session}, users)
        for client, session in watched:
            if client.actor.user_id not in active or (session and session not in sessions):
                client.end()

    async def _inspect(self, client: Client) -> None:
        credential = self._credentials.get(client)
        if credential is None:
            return
        actor = await self._in_thread(credential.identify)
        if client in self._inspected:
            self._inspected[client] = time.monotonic()
        if actor is None or actor.user_id != client.actor.user_id:
            client.end()
        else:
            self.hub.renew(client, actor)


def _standing(sessions: set[str], users: set[int | None]) -> tuple[set[str], set[int]]:
    """Which of the sessions and accounts still stand."""
    close_old_connections()
    kept = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    active = User.objects.filter(pk__in=[pk for pk in users if pk is not None], is_active=True)
    return set(kept.values_list("session_key", flat=True)), set(active.values_list("pk", flat=True))


async def _next_frame(client: Client) -> bytes | None:
    """Everything that waits, at once; a comment when nothing came for a while; None at the end."""
    try:
        frame = await asyncio.wait_for(client.queue.get(), HEARTBEAT)
    except TimeoutError:
        return b": heartbeat\n\n"
    frames: list[bytes] = []
    while frame is not None:
        frames.append(frame)
        if client.queue.empty():
            return b"".join(frames)
        frame = client.queue.get_nowait()
    return None


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.end()


async def _refuse(problem: Problem, scope: Scope, send: Send) -> None:
    languages = [value.decode("latin1") for name, value in scope["headers"] if name == b"accept-language"]
    with translation.override(from_header(languages[0] if languages else "", settings.DEFAULT_LANGUAGE)):
        body = orjson.dumps(problem.as_dict(), default=str)
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store"), *safe.raw()]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
