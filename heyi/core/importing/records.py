"""Put one body into a resource: find by key, compare, then create, change or leave alone."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.importing.mapping import Step
from heyi.core.importing.values import BadCell
from heyi.core.resources import writing
from heyi.core.resources.bodies import clean_fields
from heyi.core.resources.declare import F, Resource
from heyi.kit.errors import Malformed

_UNKNOWN = object()


def put(
    step: Step, body: dict[str, Any], actor: Actor, seen: dict[tuple[Any, ...], int], number: int
) -> tuple[str, int]:
    """``(created | updated | unchanged | skipped, id)``. ``seen`` holds the keys of this file with their rows."""
    resource = step.resource
    scoping.require(actor, resource.permission("create" if step.mode != "update" else "update"))
    fields = writing.writable(resource, actor, creating=True)
    values, errors = clean_fields(resource.model, fields, body, actor=actor, partial=False)
    if errors:
        raise Malformed(errors=tuple(errors))
    key = _key(step, values)
    if key:
        before = seen.setdefault(tuple(key.values()), number)
        if before != number and step.repeats:
            return "skipped", 0
        if before != number:
            raise BadCell("duplicate_key", _("Row %d of this file has the same key.") % before)
        found = list(_matching(resource, key, actor)[:2])
        if len(found) > 1:
            raise BadCell("ambiguous", _("More than one record has this key."))
        if found:
            return ("skipped", found[0].pk) if step.mode == "create" else _bring(resource, found[0], values, actor)
    if step.mode == "update":
        raise BadCell("not_found", _("There is no record with this key to update."))
    return "created", writing.create_from(resource, values, actor).pk


def change(step: Step, record_id: int, body: dict[str, Any], actor: Actor) -> bool:
    """Bring some fields of a record to a body; False when they were right already."""
    fields = writing.writable(step.resource, actor, creating=False)
    values, errors = clean_fields(step.resource.model, fields, body, actor=actor, partial=True)
    if errors:
        raise Malformed(errors=tuple(errors))
    record = step.resource.model._default_manager.get(pk=record_id)
    return _bring(step.resource, record, values, actor)[0] == "updated"


def settle() -> None:
    """Check deferred constraints now, so that a bad row fails as itself and not as the end of its batch."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _key(step: Step, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in step.key:
        field = step.resource.by_name[name]
        attribute = _attribute(step.resource, field)
        value = values.get(attribute if attribute in values else name)
        if value in (None, ""):
            raise BadCell("key_empty", _("The key is empty."))
        found[_path(step.resource, field)] = value
    return found


def _matching(resource: Resource, key: Mapping[str, Any], actor: Actor) -> models.QuerySet[Any]:
    rows = resource.model._default_manager.filter(scoping.visible(actor, resource.model), company_id=actor.company_id)
    return rows.filter(**key)


def _attribute(resource: Resource, field: F) -> str:
    if field.source is not None or field.options.get("virtual"):
        return field.name
    return str(getattr(resource.model._meta.get_field(field.name), "attname", field.name))


def _path(resource: Resource, field: F) -> str:
    """The ORM path of a field: its column, the path of a joined one, or the ``path`` that a virtual one declares."""
    declared = field.options.get("path")
    return str(declared or (field.source if isinstance(field.source, str) else _attribute(resource, field)))


def _bring(resource: Resource, record: Any, values: Mapping[str, Any], actor: Actor) -> tuple[str, int]:
    """Write only what differs. Fields that can be set only once, and those whose present value is not known, stay."""
    editable = writing.writable(resource, actor, creating=False)
    changed: dict[str, Any] = {}
    for field in editable.values():
        attribute = _attribute(resource, field)
        if attribute not in values:
            continue
        if field.lines is not None:
            rows = _lines(field, record, values[attribute])
            if rows is not None:
                changed[attribute] = rows
            continue
        present = _present(record, _path(resource, field))
        if present is not _UNKNOWN and present != values[attribute]:
            changed[attribute] = values[attribute]
    if not changed:
        return "unchanged", record.pk
    writing.update_from(resource, record.pk, changed, actor, version=None)
    return "updated", record.pk


def _present(record: Any, path: str) -> Any:
    value = record
    for part in path.split("__"):
        if not hasattr(value, part):
            return None if value is None else _UNKNOWN
        value = getattr(value, part)
    return value


def _lines(field: F, record: Any, wanted: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The wanted rows with the ids of those that stand in their places; None when nothing differs."""
    assert field.lines is not None  # noqa: S101 - the caller has looked
    rows = field.lines.model._default_manager.filter(**{f"{field.lines.parent}_id": record.pk})
    ordered = any(f.name == "position" for f in field.lines.model._meta.concrete_fields)
    present = list(rows.order_by("position", "pk") if ordered else rows.order_by("pk"))
    same = len(present) == len(wanted) and all(
        getattr(row, name, _UNKNOWN) in (value, _UNKNOWN)
        for row, values in zip(present, wanted, strict=True)
        for name, value in values.items()
    )
    if same:
        return None
    return [
        {**values, "id": present[index].pk} if index < len(present) else dict(values)
        for index, values in enumerate(wanted)
    ]
