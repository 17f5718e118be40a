"""Designing forms over HTTP."""

from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.forms import schemas
from heyi.core.forms.design import read
from heyi.core.forms.models import Form, FormVersion
from heyi.core.forms.permissions import DESIGN
from heyi.core.forms.services import forms, processes, trying
from heyi.core.forms.texts import said
from heyi.core.resources.http.answers import json_response, record_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of, expected_version
from heyi.core.workflow.http.bodies import Body, Id
from heyi.core.workflow.parser.xml import MAX_BYTES

router = Router(tags=["forms"])
Texts = dict[Annotated[str, Field(max_length=10)], Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Word = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class NewForm(Body):
    code: Code
    name: Texts
    about: Texts | None = None
    icon: Word | None = None
    category: Word | None = None
    design: dict[str, Any] | None = None


class FormChange(Body):
    version: Id
    name: Texts | None = None
    about: Texts | None = None
    icon: Word | None = None
    category: Word | None = None
    design: dict[str, Any] | None = None
    xml: Annotated[str, Field(min_length=1, max_length=MAX_BYTES * 2)] | None = None


class AtVersion(Body):
    version: Id


class Rollback(AtVersion):
    number: Id


class Attempt(Body):
    initiator: Id
    values: dict[str, Any] = {}


class DesignText(Body):
    design: dict[str, Any]


@router.get("/forms/designs", openapi_extra=says(DESIGN, schemas.FormRows))
def list_forms(request: HttpRequest) -> HttpResponse:
    """The forms of the company, in use or not."""
    actor = actor_of(request)
    scoping.require(actor, DESIGN)
    drafts = FormVersion.objects.filter(form=OuterRef("pk"), state="draft")
    rows = Form.objects.filter(company_id=actor.company_id).annotate(has_draft=Exists(drafts))
    return json_response({"rows": [_row(one) for one in rows.order_by("category", "pk")[:500]]})


@router.post("/forms/designs", openapi_extra=says(DESIGN, {201: schemas.DesignedForm}, body=NewForm))
def make_form(request: HttpRequest, body: NewForm) -> HttpResponse:
    """A form that nobody can use yet."""
    actor = actor_of(request)
    form = forms.create(
        body.code, body.name, actor=actor, design=body.design, about=body.about, icon=body.icon, category=body.category
    )
    return shown_form(form, status=201)


@router.get("/forms/designs/{form_id}", openapi_extra=says(DESIGN, schemas.DesignedForm))
def show_form(request: HttpRequest, form_id: Id) -> HttpResponse:
    """A form with its draft, or what is in force, and the process that decides about its documents."""
    return shown_form(_one(form_id, actor_of(request)))


@router.patch("/forms/designs/{form_id}", openapi_extra=says(DESIGN, schemas.DesignedForm, refuses=(412, 413)))
def change_form(request: HttpRequest, form_id: Id, body: FormChange) -> HttpResponse:
    """Save the draft of the form and of its process; what is wrong in it is told by ``check``."""
    form = forms.change(
        form_id, actor=actor_of(request), version=body.version, design=body.design, xml=body.xml, names=body.name,
        about=body.about, icon=body.icon, category=body.category,
    )  # fmt: skip
    return shown_form(form)


@router.delete("/forms/designs/{form_id}", openapi_extra=says(DESIGN, {204: None}, versioned=True, refuses=(409,)))
def remove_form(request: HttpRequest, form_id: Id) -> HttpResponse:
    """Take a form away with which no document was made."""
    forms.remove(form_id, actor=actor_of(request), version=expected_version(request, None))
    return HttpResponse(status=204)


@router.post("/forms/check", openapi_extra=says(DESIGN, schemas.FormFindings, refuses=(413,)))
def check_form(request: HttpRequest, body: DesignText) -> HttpResponse:
    """What a design lacks to be published, each finding with its place; nothing is stored."""
    found = forms.check(body.design, actor=actor_of(request))
    return json_response({"findings": [one.as_dict() for one in found]})


@router.post("/forms/designs/{form_id}/publish", openapi_extra=says(DESIGN, schemas.DesignedForm, refuses=(409, 412)))
def publish_form(request: HttpRequest, form_id: Id, body: AtVersion) -> HttpResponse:
    """Put form and process in force together; refused with every finding."""
    return shown_form(forms.publish(form_id, actor=actor_of(request), version=body.version))


@router.post("/forms/designs/{form_id}/retire", openapi_extra=says(DESIGN, schemas.DesignedForm, refuses=(412,)))
def retire_form(request: HttpRequest, form_id: Id, body: AtVersion) -> HttpResponse:
    """Nobody fills the form in any more; what is in approval goes on."""
    return shown_form(forms.retire(form_id, actor=actor_of(request), version=body.version))


@router.post("/forms/designs/{form_id}/rollback", openapi_extra=says(DESIGN, schemas.DesignedForm, refuses=(412,)))
def roll_form_back(request: HttpRequest, form_id: Id, body: Rollback) -> HttpResponse:
    """Take an earlier version as the draft."""
    return shown_form(forms.roll_back(form_id, body.number, actor=actor_of(request), version=body.version))


@router.post("/forms/designs/{form_id}/try", openapi_extra=says(DESIGN, schemas.FormAttempt, refuses=(409,)))
def try_form(request: HttpRequest, form_id: Id, body: Attempt) -> HttpResponse:
    """Fill the draft in for somebody: what its formulas make of the values, and who would be asked in turn. Nothing is
    stored."""
    return json_response(trying.attempt(form_id, body.initiator, body.values, actor=actor_of(request)))


@router.get("/forms/designs/{form_id}/versions", openapi_extra=says(DESIGN, schemas.FormVersions))
def list_form_versions(request: HttpRequest, form_id: Id) -> HttpResponse:
    """The versions of a form, the newest first."""
    rows = _one(form_id, actor_of(request)).versions.select_related("updated_by", "created_by").order_by("-number")
    return json_response({"rows": [
        {
            "number": one.number, "state": one.state, "published_at": one.published_at, "changed_at": one.updated_at,
            "by": str(one.updated_by or one.created_by or ""),
        }
        for one in rows
    ]})  # fmt: skip


@router.get("/forms/designs/{form_id}/versions/{number}", openapi_extra=says(DESIGN, schemas.FillingDesign))
def show_form_version(request: HttpRequest, form_id: Id, number: Id) -> HttpResponse:
    """What an earlier version said."""
    form = _one(form_id, actor_of(request))
    version = form.versions.filter(number=number)
    found = forms.one_of(version)
    return json_response(
        {"resource": form.resource, "name": said(form.names), "number": found.number, "design": found.design}
    )


def _one(form_id: int, actor: Actor) -> Form:
    scoping.require(actor, DESIGN)
    found: Form = Form.objects.filter(company_id=actor.company_id).get_visible(form_id)
    return found


def _row(form: Form) -> dict[str, Any]:
    number = form.versions.exclude(state="draft").order_by("-number").values_list("number", flat=True).first()
    return {
        "id": form.pk, "version": form.version, "code": form.code, "resource": form.resource, "name": said(form.names),
        "about": said(form.about), "icon": form.icon, "category": form.category, "state": form.state,
        "has_draft": bool(getattr(form, "has_draft", False)), "number": number or 0, "changed_at": form.updated_at,
    }  # fmt: skip


def shown_form(form: Form, *, status: int = 200) -> HttpResponse:
    """A form for whoever designs it."""
    version = forms.draft_or_in_force(form)
    process = processes.of(form, "draft") or processes.of(form, "published", "scheduled", "retired")
    earlier = form.versions.exclude(state="draft").values_list("design", flat=True)
    fixed = {one.name for design in earlier for one in read(design)[0].fields}
    shown = {
        "id": form.pk, "version": form.version, "code": form.code, "resource": form.resource, "name": form.names,
        "about": form.about, "icon": form.icon, "category": form.category, "state": form.state,
        "number": version.number if version else 0, "design": version.design if version else {},
        "has_draft": bool(version and version.state == "draft") or bool(process and process.state == "draft"),
        "fixed": sorted(fixed),
        "process": {
            "version_id": process.pk if process else None, "version": process.version if process else 0,
            "number": process.number if process else 0, "state": process.state if process else "",
            "xml": process.xml if process else None,
        },
    }  # fmt: skip
    return record_response(shown, status=status)
