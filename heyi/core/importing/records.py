"""Put bodies into a resource: clean, find by key, compare, then create, change or leave alone.

A batch is compared by one query for its keys and one for each kind of lines; only what differs is written.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.importing.drafts import Draft
from heyi.core.importing.lookups import BadCell
from heyi.core.importing.specs import Step, path_of
from heyi.core.resources import writing
from heyi.core.resources.bodies import References, clean_fields
from heyi.core.resources.declare import F
from heyi.kit.errors import Malformed

_UNKNOWN = object()
Key = tuple[Any, ...]


class Records:
    """The records of one step's resource."""

    def __init__(self, step: Step, actor: Actor, references: References) -> None:
        self.step, self.resource, self.actor, self.references = step, step.resource, actor, references
        self.fields = writing.writable(step.resource, actor, creating=True)
        self.editable = writing.writable(step.resource, actor, creating=False)
        self.paths = [path_of(step.resource, step.resource.by_name[name]) or "pk" for name in step.key]
        self.seen: dict[Key, int] = {}
        self.present: dict[Key, list[Any]] = {}
        self.lines: dict[str, dict[int, list[Any]]] = {}

    def clean(self, draft: Draft) -> dict[str, Any]:
        """The values of a draft, or Malformed."""
        values, errors = clean_fields(
            self.resource.model,
            self.fields,
            draft.body,
            actor=self.actor,
            partial=self.step.mode == "update",
            references=self.references,
        )
        if errors:
            raise Malformed(errors=tuple(errors))
        return values

    def load(self, batch: list[dict[str, Any]]) -> None:
        """Look which of these records are there already, with their lines."""
        keys = [key for key in map(self._key, batch) if key is not None]
        self.present, self.lines = {}, {}
        if not keys:
            return
        wanted = {f"{path}__in": {key[at] for key in keys} for at, path in enumerate(self.paths)}
        joined = [path.rpartition("__")[0] for path in map(self._path, self.editable.values()) if "__" in path]
        rows = self.resource.model._default_manager.filter(
            scoping.visible(self.actor, self.resource.model), company_id=self.actor.company_id, **wanted
        )
        # Without a name Django would join everything.
        for record in rows.select_related(*dict.fromkeys(joined)) if joined else rows:
            self.present.setdefault(tuple(_present(record, path) for path in self.paths), []).append(record)
        ids = [record.pk for found in self.present.values() for record in found]
        for name, field in self.editable.items():
            if field.lines is not None and ids:
                self.lines[name] = _rows_of(field, ids)

    def put(self, draft: Draft, values: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
        """``(created | updated | unchanged | skipped, id, values to write)``; nothing is written here."""
        step, number = self.step, draft.row.number
        if step.key:
            key = self._key(values)
            if key is None:
                raise BadCell("key_empty", _("The key is empty."))
            before = self.seen.setdefault(key, number)
            if before != number and step.repeats:
                return "skipped", 0, {}
            if before != number:
                raise BadCell("duplicate_key", _("Row %d of this file has the same key.") % before)
            found = self.present.get(key, [])
            if len(found) > 1:
                raise BadCell("ambiguous", _("More than one record has this key."))
            if found:
                return self._compare(found[0], values)
        if step.mode == "update":
            raise BadCell("not_found", _("There is no record with this key to update."))
        return "created", 0, values

    def write(self, outcome: str, record_id: int, values: dict[str, Any]) -> int:
        """Do what ``put`` has found; the record's id."""
        if outcome == "created":
            return int(writing.create_from(self.resource, values, self.actor).pk)
        scoping.seen(self.actor, self.resource.model, record_id, self.resource.permission("update"))
        writing.update_from(self.resource, record_id, values, self.actor, version=None)
        return record_id

    def _key(self, values: Mapping[str, Any]) -> Key | None:
        found = tuple(values.get(path, values.get(name)) for path, name in zip(self.paths, self.step.key, strict=True))
        return found if found and all(value not in (None, "") for value in found) else None

    def _path(self, field: F) -> str:
        return path_of(self.resource, field) or ""

    def _compare(self, record: Any, values: Mapping[str, Any]) -> tuple[str, int, dict[str, Any]]:
        """What differs. Fields that can be set only once, and those whose present value is not known, stay."""
        if self.step.mode == "create":
            return "skipped", record.pk, {}
        changed: dict[str, Any] = {}
        for name, field in self.editable.items():
            path = self._path(field)
            attribute = path if path in values else name
            if attribute not in values:
                continue
            if field.lines is not None:
                rows = _lines(self.lines.get(name, {}).get(record.pk, []), values[attribute])
                if rows is not None:
                    changed[attribute] = rows
                continue
            present = _present(record, path) if path else _UNKNOWN
            if _is_top(record, field, present, values[attribute]):
                continue
            if present is not _UNKNOWN and present != values[attribute]:
                changed[attribute] = values[attribute]
        if changed and self.resource.update is None:
            raise BadCell("not_changeable", _("This record is there already and cannot be changed."))
        return ("updated" if changed else "unchanged"), record.pk, changed


def _is_top(record: Any, field: F, present: Any, wanted: Any) -> bool:
    """Whether nothing was read as what stands above all others, and the record is that one itself."""
    return (
        "when_empty" in field.options
        and field.reference == record._meta.label_lower
        and present is None
        and wanted == record.pk
    )


def settle() -> None:
    """Check deferred constraints now, so that a bad row fails as itself and not as the end of its batch."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _present(record: Any, path: str) -> Any:
    value = record
    for part in path.split("__"):
        if not hasattr(value, part):
            return None if value is None else _UNKNOWN
        value = getattr(value, part)
    return value


def _rows_of(field: F, ids: list[int]) -> dict[int, list[Any]]:
    """The lines of several records, each record's in their order."""
    assert field.lines is not None  # noqa: S101 - the caller has looked
    found: dict[int, list[Any]] = {}
    for row in field.lines.rows(ids):
        found.setdefault(getattr(row, f"{field.lines.parent}_id"), []).append(row)
    return found


def _lines(present: list[Any], wanted: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The wanted rows with the ids of those that stand in their places; None when nothing differs."""
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
