"""What strangers may know: the product, its languages, and whom one can sign in as where this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

import heyi
from heyi.config.demo import PASSWORD, PEOPLE
from heyi.core.resources.http.answers import json_response

router = Router(tags=["public"])


@router.get("/public", openapi_extra={"x-permission": "anonymous"})
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


def provider() -> dict[str, str] | None:
    """The identity provider by which one can sign in, if there is one."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return {"id": apps[0]["provider_id"], "name": apps[0]["name"]} if apps else None


def demo() -> dict[str, Any]:
    """The password of all, and the people by post."""
    people = [{"username": p.username, "name": p.name, "post": str(p.post)} for p in PEOPLE]
    return {"password": PASSWORD, "people": people}
