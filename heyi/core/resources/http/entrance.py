"""Every call of the API passes here, and only here.

Authenticate, open ONE transaction in which PostgreSQL knows the actor, look whether this very request was answered
before, run the operation, keep its answer, commit. An answer of 400 or more rolls everything back: a refused request
leaves the database as it was.
"""

import errno
import hashlib
from collections.abc import Callable
from typing import Any, cast

import structlog
from allauth.core import ratelimit
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja.utils import check_csrf

from heyi.core.access.actor import Actor
from heyi.core.accounts import passwords
from heyi.core.org import actors
from heyi.core.resources.http import idempotency
from heyi.core.resources.http.answers import problem_response
from heyi.core.resources.http.database import translate
from heyi.kit.errors import Denied, Malformed, NoRoom, NotSignedIn, Problem, TooLarge, TooMany, Unavailable
from heyi.kit.invalid import InvalidValue

log = structlog.get_logger(__name__)
View = Callable[..., HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
RETRIES = 5
# Serialization failure, deadlock, lock not available: another try is right, the person need not know.
PASSING = frozenset({"40001", "40P01", "55P03"})
# The server ended the session (idle in transaction, transaction or session too long: a halted process, or a clock that
# jumped). Nothing of it was stored.
ENDED = frozenset({"25P03", "25P04", "57P05"})
FULL = "53100"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# A body that cannot be read to its end, whatever broke it.
BROKEN = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, RawPostDataException)


class Csrf(Denied):
    code = "csrf"


def entrance(view: View) -> View:
    """Wrap a view of the API. Operations marked ``anonymous`` (a short list, kept by a test) see ``actor = None``."""

    @csrf_exempt
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = _too_often(request)
        if refused is not None:
            return problem_response(refused, request)
        # The first statement of every try is the same look at who acts, which tells a dead connection as well as a
        # question of its own would; it may be asked once more, since nothing has happened yet.
        cast(Any, connection).health_check_done = True
        for attempt in range(RETRIES):
            try:
                return _once(view, request, args, kwargs)
            except Problem as problem:
                return problem_response(problem, request)
            except (OperationalError, InternalError) as error:
                given_up = _out_of_reach(error, request, attempt)
                if given_up is not None:
                    return given_up
            except (DatabaseError, InvalidValue, *BROKEN) as error:
                return _refused(error, request)
            except Exception as error:
                log.exception("unexpected_error", path=request.path)
                full = isinstance(error, OSError) and error.errno in NO_ROOM
                return problem_response(NoRoom() if full else Problem(), request)
        return problem_response(Unavailable(), request)

    return guarded


def _out_of_reach(error: DatabaseError, request: HttpRequest, attempt: int) -> HttpResponse | None:
    """The answer when PostgreSQL cannot be asked; None when another try is right."""
    state = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, InternalError) and state not in ENDED:
        return _refused(error, request)
    if state not in PASSING:
        connection.close()
        if attempt > 0 or getattr(request, "entered", False):
            log.error("database_out_of_reach", sqlstate=state, exc_info=error)
            return problem_response(NoRoom() if state == FULL else Unavailable(), request)
    log.warning("retry", sqlstate=state, attempt=attempt + 1)
    return None


def _too_often(request: HttpRequest) -> Problem | None:
    action = COUNTED.get(request.path, "") if request.method not in SAFE else ""
    if not action:
        return None
    try:
        return None if ratelimit.consume(request, action=action) else TooMany()
    except PermissionDenied:
        # Whose address cannot be told cannot be counted.
        return Denied()


def _refused(error: Exception, request: HttpRequest) -> HttpResponse:
    """What the database, a rule of values or a broken body refuses, as a problem."""
    if isinstance(error, RequestDataTooBig):
        return problem_response(TooLarge(), request)
    if isinstance(error, InvalidValue):
        return problem_response(Malformed.at("", error.code, error.message), request)
    if not isinstance(error, DatabaseError):
        return problem_response(Malformed(), request)
    try:
        return problem_response(translate(error), request)
    except DatabaseError:
        log.exception("unexpected_database_error", path=request.path)
        return problem_response(Problem(), request)


def _once(view: View, request: Any, args: Any, kwargs: Any) -> HttpResponse:
    user_id, digest = _who(request)
    with transaction.atomic():
        actor = _actor(request, user_id, digest)
        request.actor, request.entered = actor, True
        if actor is None:
            if not _is_open(request):
                raise NotSignedIn
            return _settle(view(request, *args, **kwargs), wrote=request.method not in SAFE)
        if not digest:
            passwords.insist(request.user, request.path)
        with translation.override(actor.language):
            return _as_actor(view, request, actor, args, kwargs)


def _actor(request: Any, user_id: int, digest: str) -> Actor | None:
    """Whoever acts; None for strangers. NotSignedIn for credentials that open nothing and accounts that work nowhere."""
    if not user_id and not digest:
        return None
    named: Any = {
        "company_id": _company(request),
        "request_id": request.request_id,
        "verb": f"{request.method} {request.path}"[:120],
    }
    actor = actors.load_by_key(digest, **named) if digest else actors.load(user_id, **named)
    if actor is None:
        raise NotSignedIn
    return actor


def _as_actor(view: View, request: Any, actor: Actor, args: Any, kwargs: Any) -> HttpResponse:
    if request.method in SAFE:
        return _settle(view(request, *args, **kwargs), wrote=False)
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return _settle(view(request, *args, **kwargs))
    digest = idempotency.digest_of(request)
    known = idempotency.begin(actor, key, digest)
    if known is not None:
        return known
    response = _settle(view(request, *args, **kwargs))
    if response.status_code < 400:
        idempotency.keep(actor, key, digest, response)
    return response


def _settle(response: HttpResponse, *, wrote: bool = True) -> HttpResponse:
    """A refusal takes everything back. Constraints that wait for the end are checked now, while we can still answer."""
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return response
    if not wrote:
        return response
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        transaction.set_rollback(True)
        raise translate(error) from error
    return response


def _company(request: HttpRequest) -> int | None:
    text = request.headers.get("X-Company", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _who(request: Any) -> tuple[int, str]:
    """The credential behind the request: the digest of an API key, or else the account of the session (whose writes need
    the CSRF token).
    """
    header = request.headers.get("Authorization", "")
    if header:
        return 0, digest_of_key(header)
    user = request.user
    if not user.is_authenticated:
        return 0, ""
    if request.method not in SAFE and check_csrf(request, _nothing) is not None:
        raise Csrf
    return user.pk, ""


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def digest_of_key(header: str) -> str:
    """The digest by which the key of ``Authorization: Bearer <key>`` is known, or NotSignedIn."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return hashlib.sha256(token.strip().encode()).hexdigest()


# What strangers may try is counted by address, before the transaction, so that a refusal does not undo the count.
COUNTED = {
    "/api/v1/setup": "invitation",
    "/api/v1/setup/link": "invitation",
    "/api/v1/invitation": "invitation",
    "/api/v1/invitation/accept": "invitation",
    "/api/v1/password/link": "invitation",
    "/api/v1/password/link/use": "invitation",
    "/api/v1/password/forgotten": "forgotten",
}
OPEN_PATHS = COUNTED.keys() | {"/api/v1/public", "/api/v1/openapi.json"}


def _is_open(request: HttpRequest) -> bool:
    """The short, reviewed list of what strangers may call."""
    return request.path in OPEN_PATHS
