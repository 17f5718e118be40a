"""Saved views: kept by whoever made them, checked like the list request that they will become."""

from typing import Any

import orjson
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.resources import filters, listing, registry
from heyi.core.resources.declare import Resource
from heyi.core.resources.models import SavedView
from heyi.core.resources.modes import readable, shown
from heyi.core.resources.saving import save
from heyi.kit.errors import Conflict, Denied, FieldError, Malformed, NotFound
from heyi.kit.text import clean_line

MEMBERS = frozenset({"filter", "sort", "columns", "q", "mode"})
MODES = frozenset({"table", "kanban", "calendar"})
MAX_VIEWS = 100


class TooManyViews(Conflict):
    code = "too_many_views"
    title = _("You have too many saved views of this list. Remove one first.")


def found(resource_key: str, *, actor: Actor) -> list[dict[str, Any]]:
    """The actor's own views of a list and the shared ones; shared ones that rest on fields hidden from the actor
    are left out, since even their conditions would tell something.
    """
    resource = _resource(resource_key, actor)
    rows = SavedView.objects.filter(_within(actor), resource=resource.key).order_by("name", "pk")
    return [_shown(view, actor) for view in rows if view.owner_id == actor.employee_id or _fits(resource, view, actor)]


def create(body: Any, *, actor: Actor) -> dict[str, Any]:
    """A new view of the actor's own: ``{"resource", "name", "shared", "query"}``."""
    if actor.employee_id is None:
        raise Denied
    values = _cleaned(body, {"resource", "name", "shared", "query"})
    resource = _resource(values.get("resource"), actor)
    if "name" not in values:
        raise Malformed.at("name", "required", _("Please fill this in."))
    mine = SavedView.objects.filter(company_id=actor.company_id, owner_id=actor.employee_id, resource=resource.key)
    if mine.count() >= MAX_VIEWS:
        raise TooManyViews
    view = SavedView(
        owner_id=actor.employee_id,
        resource=resource.key,
        name=values["name"],
        shared=values.get("shared", False),
        query=check_query(resource, values.get("query", {}), actor),
    )
    return _shown(save(view, actor=actor), actor)


def change(view_id: int, body: Any, *, actor: Actor, version: int | None = None) -> dict[str, Any]:
    """Rename, share or redefine one of the actor's own views."""
    view = _own(view_id, actor, version)
    values = _cleaned(body, {"name", "shared", "query"})
    if "query" in values:
        values["query"] = check_query(_resource(view.resource, actor), values["query"], actor)
    for name, value in values.items():
        setattr(view, name, value)
    return _shown(save(view, actor=actor), actor)


def remove(view_id: int, *, actor: Actor) -> None:
    """Forget one of the actor's own views."""
    _own(view_id, actor, None).delete()


def check_query(resource: Resource, query: Any, actor: Actor) -> dict[str, Any]:
    """The query as it is stored. Whatever the list would refuse is refused here already (422)."""
    if not isinstance(query, dict):
        raise Malformed.at("query", "not_object", _("This must be an object."))
    unknown = sorted(set(query) - MEMBERS)
    if unknown:
        raise Malformed.at(f"query.{unknown[0][:80]}", "unknown_field", _("There is no such field here."))
    kept = {name: value for name, value in query.items() if value not in (None, "", [], {})}
    if "filter" in kept:
        filters.parse(orjson.dumps(kept["filter"]).decode(), resource.model, readable(actor, resource), actor)
    for name, limit in (("sort", 4), ("columns", listing.MAX_COLUMNS)):
        if name in kept and not _texts(kept[name], limit):
            raise Malformed.at(f"query.{name}", "not_list", _("This must be a list."))
    if "sort" in kept:
        listing.sort_keys(resource, ",".join(kept["sort"]), actor)
    if not set(kept.get("columns", ())) <= set(shown(actor, resource)):
        raise Malformed.at("query.columns", "unknown_field", _("There is no such field here."))
    if not isinstance(kept.get("q", ""), str) or len(kept.get("q", "")) > 200:
        raise Malformed.at("query.q", "not_text", _("This must be text."))
    if not isinstance(kept.get("mode", "table"), str) or kept.get("mode", "table") not in MODES:
        raise Malformed.at("query.mode", "unknown_choice", _("This is not one of the choices."))
    return kept


def _texts(value: Any, limit: int) -> bool:
    return isinstance(value, list) and len(value) <= limit and all(isinstance(v, str) and len(v) < 80 for v in value)


def _cleaned(body: Any, known: set[str]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Malformed
    unknown = _("There is no such field here.")
    errors = [FieldError(str(name)[:80], "unknown_field", unknown) for name in body if name not in known]
    values = dict(body)
    if "name" in values:
        values["name"] = clean_line(values["name"]) if isinstance(values["name"], str) else ""
        if not 0 < len(values["name"]) <= 80:
            errors.append(FieldError("name", "bad_name", _("A name of 1 to 80 characters, please.")))
    if not isinstance(values.get("shared", False), bool):
        errors.append(FieldError("shared", "bad_boolean", _("This must be yes or no.")))
    if errors:
        raise Malformed(errors=tuple(errors))
    return values


def _resource(key: Any, actor: Actor) -> Resource:
    try:
        resource = registry.get(str(key))
    except KeyError as error:
        raise NotFound from error
    if not actor.can(resource.permission("view")):
        raise NotFound
    return resource


def _within(actor: Actor) -> Q:
    return Q(company_id=actor.company_id) & (Q(owner_id=actor.employee_id) | Q(shared=True))


def _own(view_id: int, actor: Actor, version: int | None) -> SavedView:
    view: SavedView = SavedView.objects.filter(_within(actor)).for_update(view_id, version=version)
    if view.owner_id != actor.employee_id:
        raise Denied
    return view


def _fits(resource: Resource, view: SavedView, actor: Actor) -> bool:
    try:
        check_query(resource, view.query, actor)
    except Malformed:
        return False
    return True


def _shown(view: SavedView, actor: Actor) -> dict[str, Any]:
    mine = view.owner_id == actor.employee_id
    return {
        "id": view.pk,
        "version": view.version,
        "resource": view.resource,
        "name": view.name,
        "shared": view.shared,
        "mine": mine,
        "query": view.query,
    }
