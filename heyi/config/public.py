"""What strangers may know: the product, its languages, and whom one can sign in as where this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from typing_extensions import TypedDict

import heyi
from heyi.config.demo import PASSWORD, PEOPLE
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import ANONYMOUS, says
from heyi.core.resources.http.shapes import Language

router = Router(tags=["public"])


class Provider(TypedDict):
    """An identity provider by which one can sign in."""

    id: str
    name: str


class DemoPerson(TypedDict):
    username: str
    name: str
    post: str


class Demo(TypedDict):
    """The one password of the demo company's people."""

    password: str
    people: list[DemoPerson]


class PublicFacts(TypedDict):
    """What strangers may know."""

    product: str
    version: str
    languages: list[Language]
    mail: bool
    provider: Provider | None
    demo: Demo | None


@router.get("/public", openapi_extra=says(ANONYMOUS, PublicFacts))
def public(request: HttpRequest) -> HttpResponse:
    """Product, version, languages, and the people of a demo with their one password."""
    facts: dict[str, Any] = {
        "product": "Heyi 合一",
        "version": heyi.__version__,
        "languages": settings.OFFERED_LANGUAGES,
        "mail": bool(settings.MAIL_URL),
        "provider": provider(),
        "demo": demo() if settings.DEMO else None,
    }
    return json_response(facts)


def provider() -> Provider | None:
    """The identity provider by which one can sign in, if there is one."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return {"id": apps[0]["provider_id"], "name": apps[0]["name"]} if apps else None


def demo() -> Demo:
    """The password of all, and the people by post."""
    people: list[DemoPerson] = [{"username": p.username, "name": p.name, "post": str(p.post)} for p in PEOPLE]
    return {"password": PASSWORD, "people": people}
