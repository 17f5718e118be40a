"""Saved views: a person's own, and those that colleagues share."""

from typing import Any

import orjson
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.resources import listing, registry
from heyi.core.resources.declare import Resource
from heyi.core.resources.models import SavedView
from heyi.core.resources.saving import save
from heyi.kit.errors import Conflict, Denied, FieldError, Malformed, NotFound, Problem

MODES = ("list", "kanban", "calendar", "cards", "gantt")
MAX_QUERY = 16_384
MAX_EACH = 100


class TooManyViews(Conflict):
    code = "too_many_views"
    title = _("You have kept too many views here. Remove some first.")


def every(actor: Actor, key: str) -> list[dict[str, Any]]:
    """The views of one resource, or of all: the actor's own first, then the shared ones that make sense to the actor."""
    rows = SavedView.objects.filter(company_id=actor.company_id).filter(
        Q(employee_id=actor.employee_id) | Q(shared=True)
    )
    if key:
        rows = rows.filter(resource=key)
    found = [view for view in rows.order_by("name", "pk") if _makes_sense(view, actor)]
    found.sort(key=lambda view: view.employee_id != actor.employee_id)
    return [shown(view, actor) for view in found]


def _makes_sense(view: SavedView, actor: Actor) -> bool:
    """A view that names fields hidden from the reader would tell what its author looked for: it is not shown."""
    resource = _known(view.resource)
    if resource is None or not actor.can(resource.permission("view")):
        return False
    if view.employee_id == actor.employee_id:
        return True
    try:
        try_out(resource, view.query, actor)
    except Problem:
        return False
    return True


def _known(key: str) -> Resource | None:
    try:
        return registry.get(key)
    except KeyError:
        return None


def shown(view: SavedView, actor: Actor) -> dict[str, Any]:
    """See api.md, section 4."""
    return {
        "id": view.pk,
        "version": view.version,
        "resource": view.resource,
        "name": view.name,
        "shared": view.shared,
        "query": view.query,
        "mine": view.employee_id == actor.employee_id,
    }


def create(body: Any, actor: Actor) -> SavedView:
    """Keep a new view of the actor."""
    data = _cleaned(body, {"resource", "name", "shared", "query"})
    resource = _known(str(data.get("resource", "")))
    if resource is None or not actor.can(resource.permission("view")):
        raise Malformed.at("resource", "unknown", _("There is no such list."))
    if "name" not in data:
        raise Malformed.at("name", "required", _("Please fill this in."))
    if actor.employee_id is None:
        raise Denied
    try_out(resource, data.get("query", {}), actor)
    kept = SavedView.objects.filter(employee_id=actor.employee_id, resource=resource.key)
    if kept.count() >= MAX_EACH:
        raise TooManyViews
    return save(SavedView(employee_id=actor.employee_id, **data), actor=actor)


def change(view_id: int, body: Any, actor: Actor, *, version: int | None) -> SavedView:
    """Rename, share or replace a view of the actor's own."""
    data = _cleaned(body, {"name", "shared", "query"})
    view = _own(view_id, actor, version)
    if "query" in data:
        resource = _known(view.resource)
        if resource is None:
            raise NotFound
        try_out(resource, data["query"], actor)
    for name, value in data.items():
        setattr(view, name, value)
    return save(view, actor=actor)


def remove(view_id: int, actor: Actor) -> None:
    """Forget a view of the actor's own."""
    _own(view_id, actor, None).delete()


def _own(view_id: int, actor: Actor, version: int | None) -> SavedView:
    rows = SavedView.objects.filter(company_id=actor.company_id)
    readable = rows.filter(Q(employee_id=actor.employee_id) | Q(shared=True))
    view: SavedView = readable.for_update(view_id, version=version)
    if view.employee_id != actor.employee_id:
        raise Denied
    return view


def _cleaned(body: Any, known: set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Malformed
    errors = [FieldError(str(name)[:80], "unknown_field", _("There is no such field.")) for name in set(body) - known]
    checks = {
        "name": lambda value: isinstance(value, str) and 0 < len(value.strip()) <= 80 and "\x00" not in value,
        "shared": lambda value: isinstance(value, bool),
        "query": _is_query,
        "resource": lambda value: isinstance(value, str),
    }
    errors += [
        FieldError(name, "invalid", _("This is not one of the choices."))
        for name, check in checks.items()
        if name in body and name in known and not check(body[name])
    ]
    if errors:
        raise Malformed(errors=tuple(errors))
    return {name: value.strip() if name == "name" else value for name, value in body.items()}


def _is_query(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - {"filter", "sort", "columns", "q", "mode"}:
        return False
    if value.get("mode") not in (None, *MODES):
        return False
    if not isinstance(value.get("q") or "", str) or "\x00" in str(value.get("q")):
        return False
    return len(orjson.dumps(value)) <= MAX_QUERY


def asked(value: dict[str, Any], **more: Any) -> listing.Query:
    """A list's question from the members ``filter``, ``sort``, ``columns`` and ``q``, each as text or as JSON."""
    found = value.get("filter")
    filter_ = "" if found in (None, "", [], {}) else found if isinstance(found, str) else orjson.dumps(found).decode()
    return listing.Query(
        filter=filter_,
        sort=_joined(value.get("sort"), "sort"),
        columns=_joined(value.get("columns"), "columns"),
        q=str(value.get("q") or ""),
        **more,
    )


def _joined(value: Any, place: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    raise Malformed.at(place, "not_list", _("This must be a list of names."))


def try_out(resource: Resource, query: dict[str, Any], actor: Actor) -> None:
    """Refuse what the list itself would refuse, before anybody keeps it or waits for it."""
    question = asked(query)
    listing.rows_for(resource, question, actor)
    listing.sort_keys(resource, question.sort, actor)
