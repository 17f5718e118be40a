"""The audit of one record as the reader may see it: hidden fields stay hidden in the past too."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.audit.models import AuditEntry
from heyi.core.resources import options, registry
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.detail import named, stored_lines
from heyi.core.resources.kinds import REFERENCES, Kind
from heyi.core.resources.modes import KNOWN, mode_of, narrowed
from heyi.core.resources.spoken import said

MASK = "****"


def history(resource: Resource, record_id: int, actor: Actor, *, limit: int = 200) -> list[dict[str, Any]]:
    """Newest first: ``{"at", "by", "verb", "operation", "changes": [{"field", "label", "old", "new"}]}``."""
    scoping.seen(actor, resource.model, record_id)
    actor = narrowed(actor, resource.key, record_id)
    table = (resource.model._meta.concrete_model or resource.model)._meta.label_lower
    entries = AuditEntry.objects.filter(Q(resource=table, record_id=record_id)).order_by("-id")[:limit]
    by_column = {
        _column(resource, field): field
        for field in resource.by_name.values()
        if field.source is None or field.stored is not None
    }
    found = [_entry(resource, entry, by_column, actor) for entry in entries]
    _name_references(found, actor)
    return [entry for entry in found if entry["changes"] or entry["operation"] != "update"]


def _column(resource: Resource, field: F) -> str:
    if field.lines is not None or field.options.get("virtual") or field.stored is not None:
        return field.name
    return str(getattr(resource.model._meta.get_field(field.name), "column", field.name))


def _entry(resource: Resource, entry: AuditEntry, by_column: dict[str, F], actor: Actor) -> dict[str, Any]:
    changes = []
    for column, (old, new) in _apart(entry.changes):
        field = by_column.get(column)
        if field is None:
            continue
        mode = mode_of(actor, resource, field)
        if mode is Mode.HIDDEN:
            continue
        if mode is Mode.MASKED:
            old, new = (MASK if value is not None else None for value in (old, new))
        if mode in KNOWN and field.stored is not None:
            old, new = (_known(resource, field, value, actor) for value in (old, new))
            if old == new:  # only what the reader may not know was changed
                continue
        changes.append(
            {
                "field": field.name,
                "label": str(field.label),
                "old": _spoken(field, old),
                "new": _spoken(field, new),
                "_reference": field.reference if field.kind in REFERENCES and field.stored is None else None,
            }
        )
    return {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "by": {"id": entry.employee_id, "label": entry.actor},
        "verb": entry.verb,
        "operation": entry.operation,
        "changes": changes,
    }


def _known(resource: Resource, field: F, value: Any, actor: Actor) -> Any:
    """Of the value of a designed field what details would show: columns of lines, and names, that the actor may know."""
    if field.lines is not None:
        return stored_lines(resource, field, value or [], actor)
    return named(field, value, actor) if value is not None else None


def _apart(changes: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Columns with what stood and stands in them; of the designed fields, which share one column, each alone."""
    for column, (old, new) in changes.items():
        if column != "data":
            yield column, (old, new)
            continue
        before, after = old or {}, new or {}
        for name in [*before, *(name for name in after if name not in before)]:
            if before.get(name) != after.get(name):
                yield name, (before.get(name), after.get(name))


def _spoken(field: F, value: Any) -> Any:
    if value is None or field.kind not in (Kind.CHOICE, Kind.MULTICHOICE, Kind.CASCADE):
        return value
    return said(field, value)


def _name_references(entries: list[dict[str, Any]], actor: Actor) -> None:
    """Replace ids by ``{"id", "label"}``: one query for each resource that is referred to."""
    wanted: dict[str, set[int]] = {}
    for change in (change for entry in entries for change in entry["changes"]):
        if change["_reference"]:
            ids = {value for value in (change["old"], change["new"]) if isinstance(value, int)}
            wanted.setdefault(change["_reference"], set()).update(ids)
    names = {key: _labels(key, ids, actor) for key, ids in wanted.items()}
    for change in (change for entry in entries for change in entry["changes"]):
        key = change.pop("_reference")
        if key:
            for side in ("old", "new"):
                value = change[side]
                if isinstance(value, int):
                    change[side] = {"id": value, "label": names[key].get(value, str(value))}


def _labels(key: str, ids: set[int], actor: Actor) -> dict[int, str]:
    from django.apps import apps

    try:
        model = registry.get(key).model
    except KeyError:
        model = apps.get_model(key)
    return options.labels(model, ids, actor)
