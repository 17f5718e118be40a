"""The search box over everything: a few records of each resource, under the same access as their lists."""

from typing import Any

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.access.records import Searchable
from heyi.core.resources import registry, searching
from heyi.core.resources.modes import closed_to_search, may_search, path_known

PER_RESOURCE = 6


def search_everything(query: str, actor: Actor) -> list[dict[str, Any]]:
    """Groups ``{"resource", "label", "rows": [{"id", "label", "hint", "path"}]}``; empty ones are left out."""
    if not query.strip():
        return []
    groups: list[dict[str, Any]] = []
    for resource in registry.every_for(actor):
        if not issubclass(resource.model, Searchable) or not actor.can(resource.permission("view")):
            continue
        if not may_search(actor, resource):
            continue
        rows = resource.model._default_manager.filter(scoping.visible(actor, resource.model))
        rows = searching.matching(rows, query, fallback=resource.title).order_by("-pk")
        rows = rows.exclude(pk__in=sorted(closed_to_search(actor, resource)))
        hint = resource.hint if resource.hint and path_known(actor, resource, resource.hint) else None
        columns = [resource.title, *([hint] if hint else [])]
        found = [
            {
                "id": pk,
                "label": str(values[0] or ""),
                "hint": str(values[1] or "") if hint else "",
                "path": f"{resource.page or f'/{resource.app}/{resource.name}'}/{pk}",
            }
            for pk, *values in rows.values_list("pk", *columns)[:PER_RESOURCE]
        ]
        if found:
            label = str(resource.model._meta.verbose_name_plural)
            groups.append({"resource": resource.key, "label": label, "rows": found})
    return groups
