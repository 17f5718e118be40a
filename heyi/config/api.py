"""The API of this install: the endpoints of all resources, and the routers of core."""

from importlib import import_module
from typing import Any, cast

import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.urls.resolvers import RoutePattern
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer

import heyi
from heyi.config import public
from heyi.core.resources import registry
from heyi.core.resources.http.answers import problem_response
from heyi.core.resources.http.entrance import View, entrance
from heyi.core.resources.http.operations import mount
from heyi.kit.errors import FieldError, Malformed, NotFound, Problem


class JsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


def build() -> NinjaAPI:
    """Mount everything; called once, when the addresses are first needed."""
    api = NinjaAPI(
        title="Heyi 合一",
        version=heyi.__version__,
        description="See docs/guide/api.md for the manners of every call.",
        renderer=JsonRenderer(),
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )
    api.exception_handler(Problem)(lambda request, error: problem_response(error, request))
    api.exception_handler(ValidationError)(_malformed)
    api.exception_handler(Http404)(lambda request, error: problem_response(NotFound(), request))
    api.exception_handler(HttpError)(_http_error)
    api.add_router("", public.router)
    for app in (*settings.CORE_APPS, *settings.BUSINESS_APPS, *settings.EXTRA_APPS):
        router = _router_of(app)
        if router is not None:
            api.add_router("", router)
    resources = Router(tags=["resources"])
    for resource in registry.every():
        mount(resources, resource)
    api.add_router("", resources)
    return api


def _router_of(app: str) -> Router | None:
    """An app's own endpoints: ``router`` in its ``api.py``."""
    from importlib.util import find_spec

    if find_spec(f"{app}.api") is None:
        return None
    return getattr(import_module(f"{app}.api"), "router", None)


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = tuple(
        FieldError(".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]), item["type"], item["msg"])
        for item in error.errors
    )
    return problem_response(Malformed(errors=errors), request)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    problem = Malformed() if error.status_code in (400, 422) else Problem()
    problem.status = error.status_code
    return problem_response(problem, request)


def patterns(api: NinjaAPI) -> list[Any]:
    """The API's addresses, each behind the entrance. An operation that names no permission stops the start."""
    _insist_on_permissions(api)
    parts: dict[str, list[Any]] = {}
    for pattern in cast(list[URLPattern], api.urls[0]):
        pattern.callback = entrance(cast(View, pattern.callback))
        first, slash, rest = str(pattern.pattern).partition("/")
        # An address is looked for among those of its app only, not among all.
        part = first + slash if slash and "<" not in first else ""
        pattern.pattern = RoutePattern(rest if part else str(pattern.pattern), name=pattern.name, is_endpoint=True)
        parts.setdefault(part, []).append(pattern)
    return [*parts.pop("", []), *(path(part, include(found)) for part, found in parts.items())]


def _insist_on_permissions(api: NinjaAPI) -> None:
    """Asked of the operations themselves; making the OpenAPI document for it would cost each start a fifth of a second."""
    found = {
        f"{method} {path}": operation.openapi_extra or {}
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    for name, extra in found.items():
        if "x-permission" not in extra:
            raise ImproperlyConfigured(f"{name} declares no permission.")
    registry.check_complete(found)


api = build()
