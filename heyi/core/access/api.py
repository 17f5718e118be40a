"""Endpoints of access that no resource gives."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from heyi.core.access import cataloguing, explaining, schemas, scoping
from heyi.core.access.actor import Actor
from heyi.core.access.permissions import EXPLAIN
from heyi.core.org.models import Employee
from heyi.core.resources import registry
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of, checked_id
from heyi.kit.errors import Malformed

router = Router(tags=["access"])


class ExplainParams(Schema):
    """Who, what, and optionally with which record."""

    employee: int
    permission: str
    id: int | None = None


@router.get("/access/explain", openapi_extra=says(EXPLAIN, schemas.Verdict, refuses=(404,)))
def explain(request: HttpRequest, params: Query[ExplainParams]) -> HttpResponse:
    """Why a person may or may not do something: every rule that was asked, with its answer.

    Both the person and the record must be ones that whoever asks may see.
    """
    actor = actor_of(request)
    scoping.require(actor, EXPLAIN)
    permission = registry.permission_of(params.permission)
    if permission is None:
        raise Malformed.at("permission", "unknown", _("There is no such permission."))
    employee = Employee.objects.visible_to(actor).get_visible(checked_id(params.employee))
    record = _record(params, actor)
    found = explaining.explain(employee, permission.name, record)
    return json_response(
        {
            "employee": {"id": employee.pk, "label": str(employee)},
            "permission": {"name": permission.name, "label": str(permission.label)},
            "id": params.id,
            **found.as_dict(),
        }
    )


@router.get("/access/catalog", openapi_extra=says("access.role.view", schemas.Catalog))
def catalog(request: HttpRequest) -> HttpResponse:
    """All that a role can grant, by app and resource, with the words for scopes and modes of fields."""
    scoping.require(actor_of(request), "access.role.view")
    return json_response(cataloguing.catalog(actor_of(request)))


def _record(params: ExplainParams, actor: Actor) -> models.Model | None:
    if params.id is None:
        return None
    model: Any = explaining.model_of(params.permission)
    if model is None or not any(field.name == "company" for field in model._meta.concrete_fields):
        raise Malformed.at("id", "no_records", _("This permission is not about single records."))
    return scoping.seen(actor, model, checked_id(params.id))
