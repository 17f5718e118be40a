"""What a reference field may point to, and the short lists that pickers show."""

from typing import Any

from django.db import models

from heyi.core.access import guards, scoping, shipped
from heyi.core.access.actor import Actor
from heyi.core.resources import registry
from heyi.core.resources.modes import closed_to_search, label_known, may_search, nameless, path_known
from heyi.core.resources.statements import planned_for_their_values

# People, departments and units are named on every form: whoever works in the company may pick them, with nothing
# shown but their names. Other records, and master data that is guarded, can be picked only by those who may view them.
_COMMON_APPS = {"masterdata"}
_COMMON = {"org.employee", "org.department", "org.post"}


def referable(model: type[models.Model], actor: Actor) -> models.QuerySet[Any]:
    """The rows that ``actor`` may put into a reference field."""
    rows = model._default_manager.filter(company_id__in=actor.company_ids)
    if model._meta.label == "org.Company":
        return model._default_manager.filter(pk__in=actor.company_ids)
    key = model._meta.label_lower
    common = key in _COMMON or (model._meta.app_label in _COMMON_APPS and not guards.of(model))
    if common or actor.is_system or not registry.knows(key):
        return rows
    return rows.filter(scoping.visible(actor, model))


@planned_for_their_values()
def found(model: type[models.Model], actor: Actor, *, query: str, ids: list[int], limit: int) -> list[dict[str, Any]]:
    """Rows ``{"id", "label", "hint"}``: those of ``ids``, or those that match ``query``, best names first."""
    from heyi.core.resources.searching import matching

    key = model._meta.label_lower
    title = registry.label_path(key)
    resource = registry.get(key) if registry.knows(key) else None
    rows = referable(model, actor)
    if ids:
        rows = rows.filter(pk__in=ids[:200])
    else:
        names = {field.name for field in model._meta.concrete_fields}
        if "status" in names and model._meta.app_label == "org":
            rows = rows.filter(status="active")
        if query and resource and not may_search(actor, resource):
            rows = rows.none()
        elif query:
            hidden = closed_to_search(actor, resource) if resource else ()
            rows = matching(rows, query, fallback=title).exclude(pk__in=sorted(hidden))
    hint = resource.hint if resource and resource.hint and path_known(actor, resource, resource.hint) else None
    if not label_known(actor, key):
        title = "pk"
    columns = [title, *([hint] if hint else [])]
    return [
        {
            "id": pk,
            "label": nameless(pk) if title == "pk" else shipped.spoken(key, values[0], title),
            "hint": str(values[1] or "") if hint else "",
        }
        for pk, *values in rows.order_by(title, "pk").values_list("pk", *columns)[:limit]
    ]


def labels(model: type[models.Model], ids: set[int], actor: Actor) -> dict[int, str]:
    """The names of some records, for people who see a record that points to them."""
    key = model._meta.label_lower
    title = registry.label_path(key)
    if not label_known(actor, key):
        return {pk: nameless(pk) for pk in ids}
    rows = model._default_manager.filter(pk__in=ids).values_list("pk", title)
    return {pk: shipped.spoken(key, name, title) for pk, name in rows}
