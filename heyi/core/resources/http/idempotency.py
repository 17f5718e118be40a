"""One effect for one key: the answer is stored with the effect, and given again to whoever asks again."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.kit.errors import Conflict, Malformed

KEPT_HEADERS = ("ETag", "Location")
_BEGIN = "SELECT mine, request_hash, status, headers, body FROM heyi_once(%s::bigint, %s::text, %s::int, %s::int)"
_KEEP = (
    "INSERT INTO access_idempotencykey (user_id, key, request_hash, status, headers, body, created_at)"
    " VALUES (%s, %s, %s, %s, %s::jsonb, %s::bytea, statement_timestamp())"
)


class IdempotencyRunning(Conflict):
    code = "idempotency_running"
    title = _("The same request is still being worked on.")


class IdempotencyMismatch(Malformed):
    code = "idempotency_mismatch"
    title = _("This key was used for another request.")


def digest_of(request: HttpRequest) -> str:
    """What the request asks for: method, address and body. An upload stands for itself by its parts and their bytes, not
    by the boundary between them, which every sending chooses anew; files are read in pieces.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "") == "multipart/form-data":
        for piece in _parts(request):
            digest.update(piece)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    for name, values in request.POST.lists():
        yield from _framed(b"field", name.encode(), *(value.encode() for value in values))
    for name, files in request.FILES.lists():
        for file in files:
            told = (name, file.name or "", file.content_type or "", str(file.size))
            yield from _framed(b"file", *(text.encode() for text in told))
            yield from file.chunks()
            file.seek(0)


def _framed(*pieces: bytes) -> Iterable[bytes]:
    """Each with its length, so that no two sequences look the same."""
    for piece in pieces:
        yield b"%d:" % len(piece)
        yield piece


def begin(actor: Actor, key: str, digest: str) -> HttpResponse | None:
    """The stored answer if there is one. While the first request runs, a second one is refused, not queued: the lock is
    the transaction's, so that it ends with the process that holds it.
    """
    if len(key) > 200:
        raise Malformed.at("Idempotency-Key", "too_long", _("This key is too long."))
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [actor.user_id or 0, key, _signed(f"{actor.user_id}"), _signed(key)])
        mine, request_hash, status, headers, body = cursor.fetchone()
    if not mine:
        raise IdempotencyRunning
    if request_hash is None:
        return None
    if request_hash != digest:
        raise IdempotencyMismatch
    response = HttpResponse(bytes(body), status=status, content_type="application/json")
    for name, value in orjson.loads(headers).items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def keep(actor: Actor, key: str, digest: str, response: HttpResponse) -> None:
    """Store the answer in the transaction of its effect."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    body = getattr(response, "kept", response.content)
    values = [
        actor.user_id or 0,
        key,
        digest,
        response.status_code,
        orjson.dumps(headers).decode(),
        body,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _signed(text: str) -> int:
    return zlib.crc32(text.encode()) - 2**31
