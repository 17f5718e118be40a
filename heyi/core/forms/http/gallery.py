"""The gallery over HTTP."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.forms import schemas
from heyi.core.forms.http.designs import Code, shown_form
from heyi.core.forms.permissions import DESIGN
from heyi.core.forms.services import gallery
from heyi.core.forms.texts import said
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of

router = Router(tags=["forms"])


@router.get("/forms/templates", openapi_extra=says(DESIGN, schemas.FormTemplates))
def list_templates(request: HttpRequest) -> HttpResponse:
    """Ready forms with processes; ``needs`` are others that are installed with it."""
    known = gallery.installed(actor_of(request))
    return json_response({"rows": [
        {
            "code": code, "name": said(one["name"]), "about": said(one["about"]), "icon": one["icon"],
            "category": one["category"], "fields": len(one["design"]["fields"]),
            "steps": gallery.step_count(one["process"]["steps"]), "installed": code in known,
            "needs": [said(gallery.templates()[other]["name"]) for other in gallery.needs(one) if other not in known],
        }
        for code, one in gallery.templates().items()
    ]})  # fmt: skip


@router.post("/forms/templates/{code}/install", openapi_extra=says(DESIGN, {201: schemas.DesignedForm}, refuses=(409,)))
def install_template(request: HttpRequest, code: Code) -> HttpResponse:
    """Make a template, and what it points to, the company's own; in use at once."""
    return shown_form(gallery.install(code, actor=actor_of(request))[-1], status=201)
