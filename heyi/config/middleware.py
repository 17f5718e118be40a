"""What every request gets: an id, a language, safe headers."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from heyi.config import safe, telemetry
from heyi.core.accounts import oidc, passwords
from heyi.kit.languages import from_header

Handler = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


class RequestContext:
    """Gives the request its id (the caller's when it is a decent one) and the language that the caller asks for, and
    counts and logs its answer.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        asked = request.headers.get("X-Request-Id", "")
        request.request_id = asked if _REQUEST_ID.match(asked) else secrets.token_hex(8)  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        language = from_header(request.headers.get("Accept-Language", ""), settings.DEFAULT_LANGUAGE)
        try:
            with translation.override(language):
                response = self.get_response(request)
            telemetry.observe(request, response.status_code, started)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class Idleness:
    """Where idle sessions end, a request prolongs its session: written at most once a minute, and not for requests that
    the page makes while nobody touches it (``X-Background``).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if passwords.active().idle and request.headers.get("X-Background") != "1" and request.user.is_authenticated:
            now = int(time.time())
            # A clock that was ahead for a while must not have prolonged the session until then.
            if abs(now - request.session.get("seen_at", 0)) >= 60:
                request.session["seen_at"] = now
        return self.get_response(request)


class Headers:
    """Content security policy and its relatives, on refusals of every layer too. Pages carry a nonce; everything else may
    load nothing at all. What may be kept says so itself; the rest is kept nowhere.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        nonce = getattr(request, "csp_nonce", None)
        if nonce and response.status_code == 200:
            policy = (
                f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
                "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
                "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
                f"form-action 'self' {oidc.origin(settings.OIDC_ISSUER)}"
            )
        else:
            policy = safe.NOTHING
        for name, value in {**safe.headers(), "Content-Security-Policy": policy, "Cache-Control": "no-store"}.items():
            response.setdefault(name, value)
        return response
