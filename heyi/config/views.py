"""The page that carries the web app, health, and the answer to a request without its CSRF token."""

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from heyi.config.runtime import schema
from heyi.kit.errors import Denied, NotFound


class MissingToken(Denied):
    code = "csrf"
    title = _("This page has been open for too long. Please reload it.")


@cache
def _index(path: Path, changed: float) -> str:
    return path.read_text("utf-8")


@require_safe
def web_app(request: HttpRequest) -> HttpResponse:
    """Every address that is not the API's belongs to the web app, which reads it in the browser."""
    path = settings.WEB_DIST / "index.html"
    if not path.is_file():
        return HttpResponse(
            "The web app has not been built yet: run `make web`.", status=503, content_type="text/plain"
        )
    request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
    get_token(request)
    page = _index(path, path.stat().st_mtime).replace("__CSP_NONCE__", request.csp_nonce)  # type: ignore[attr-defined]
    response = HttpResponse(page)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all; a supervisor restarts it when it does not."""
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether requests may be sent here: the database answers and has the tables of this release. 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
            state = schema.parse(cursor.fetchone())
    except DatabaseError:
        connection.close()
        return JsonResponse({"ok": False, "reason": "database"}, status=503)
    if state.schema and state.schema != _fingerprint():
        return JsonResponse({"ok": False, "reason": "tables"}, status=503)
    return JsonResponse({"ok": True})


@cache
def _fingerprint() -> str:
    return schema.fingerprint()


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    """A problem like any other."""
    return JsonResponse(MissingToken().as_dict(), status=403, content_type="application/problem+json")


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> JsonResponse:
    """An address of the API that does not exist answers like a record that does not exist."""
    return JsonResponse(NotFound().as_dict(), status=404, content_type="application/problem+json")
