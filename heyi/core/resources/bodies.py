"""Whole bodies on their way in: every field cleaned, every line, and what they point to asked for at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import options
from heyi.core.resources.bad import Bad
from heyi.core.resources.declare import F, Resource, column_of, min_mode
from heyi.core.resources.modes import KNOWN, line_fields, mode_of, narrowed
from heyi.core.resources.values import clean_value, family
from heyi.kit.errors import FieldError, Text

MAX_LINES = 1000


class References:
    """What bodies point to, looked up together: one query for each kind of record, by the predicate of the pickers.

    Somebody else's id is answered like one that does not exist. What was found once stays known, so that whoever
    cleans many bodies in one transaction hands the same object to each.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._known: dict[type[models.Model], set[int]] = {}
        self._asked: list[tuple[type[models.Model], int, str]] = []
        self._empty: dict[Any, int] = {}

    def ask(self, field: F, column: Any, pk: int, path: str) -> None:
        """Note that the body points to ``pk`` at ``path``."""
        self._asked.append((_target(field, column), pk, path))

    def trust(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Ids that this very predicate has already let through."""
        self._known.setdefault(model, set()).update(ids)

    def when_empty(self, field: F) -> int | None:
        """What an empty reference stands for, where the declaration says so (the department of a company itself)."""
        told = field.options.get("when_empty")
        if told is None:
            return None
        if told not in self._empty:
            self._empty[told] = told(self.actor)
        return self._empty[told]

    def refusals(self) -> list[FieldError]:
        """The places of what was noted since the last call that point to nothing the actor may refer to."""
        asked, self._asked = self._asked, []
        for model in dict.fromkeys(model for model, _pk, _path in asked):
            known = self._known.setdefault(model, set())
            wanted = {pk for other, pk, _path in asked if other is model} - known
            if wanted:
                known.update(options.referable(model, self.actor).filter(pk__in=wanted).values_list("pk", flat=True))
        message = _("There is no such record, or you may not see it.")
        return [
            FieldError(path, "unknown_reference", message) for model, pk, path in asked if pk not in self._known[model]
        ]


def standing(resource: Resource, record_id: int, actor: Actor) -> References:
    """References that let through what the designed fields of a record name already, as far as the actor may know them:
    whoever sends a row back need not see every record that it names.
    """
    found = References(actor)
    designed = {name: field for name, field in resource.by_name.items() if field.stored is not None}
    record: Any = resource.model._default_manager.filter(pk=record_id).first() if designed else None
    reader = narrowed(actor, resource.key, record_id) if record is not None else actor
    for name, field in designed.items():
        value = record.data.get(name) if record is not None else None
        if value is None or mode_of(reader, resource, field) not in KNOWN:
            continue
        columns = line_fields(reader, resource, field) if field.lines is not None else [field]
        for row in value if field.lines is not None else [{name: value}]:
            for item in columns:
                if item.reference and row.get(item.name):
                    named = row[item.name] if isinstance(row[item.name], list) else [row[item.name]]
                    found.trust(item.options["model"], (one["id"] for one in named))
    return found


def _target(field: F, column: Any) -> Any:
    return field.options.get("model") or column.related_model


def clean_fields(
    model: type[models.Model],
    fields: Mapping[str, F],
    data: Any,
    *,
    actor: Actor,
    partial: bool,
    references: References | None = None,
) -> tuple[dict[str, Any], list[FieldError]]:
    """Clean a whole body. Unknown members, and fields that the actor may not write, are refused by name.

    Returns attribute names (``owner_id``) with values, lines as lists of such dicts, and the errors found.
    """
    body = _Body(actor, references or References(actor))
    cleaned = body.clean(model, fields, data, partial=partial, path="")
    return cleaned, body.errors + body.references.refusals()


class _Body:
    """One body on its way through: what is wrong with it and what it points to, its lines included."""

    def __init__(self, actor: Actor, references: References) -> None:
        self.actor, self.references = actor, references
        self.errors: list[FieldError] = []

    def refuse(self, path: str, code: str, message: Text) -> None:
        self.errors.append(FieldError(path, code, message))

    def clean(
        self, model: type[models.Model], fields: Mapping[str, F], data: Any, *, partial: bool, path: str
    ) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self.refuse(path.rstrip("."), "not_object", _("This must be an object."))
            return {}
        for name in data:
            if name not in fields:
                self.refuse(f"{path}{str(name)[:80]}", "unknown_field", _("There is no such field here."))
        cleaned: dict[str, Any] = {}
        for name, field in fields.items():
            if name not in data and (partial or not field.required):
                continue
            if field.lines is not None:
                cleaned[name] = self._lines(model, field, data.get(name, []), path=f"{path}{name}.")
                continue
            column = column_of(model, field)
            try:
                value = clean_value(field, column, data.get(name), actor=self.actor)
            except Bad as bad:
                self.refuse(f"{path}{name}", bad.code, bad.message)
                continue
            named = column is not None and field.through is None and field.stored is None
            cleaned[column.attname if named else name] = self._pointing(field, column, value, f"{path}{name}")
        return cleaned

    def _pointing(self, field: F, column: Any, value: Any, path: str) -> Any:
        """The value, with a note of the records that it points to."""
        if value is None:
            return self.references.when_empty(field) if family(field) == "reference" else None
        if family(field) == "reference":
            self.references.ask(field, column, value, path)
        elif family(field) == "records":
            for one in value:
                self.references.ask(field, column, one, path)
        return value

    def _lines(self, model: type[models.Model], field: F, rows: Any, *, path: str) -> list[dict[str, Any]]:
        if not isinstance(rows, list):
            self.refuse(path.rstrip("."), "not_list", _("This must be a list."))
            return []
        if len(rows) > MAX_LINES:
            self.refuse(path.rstrip("."), "too_many", _("There are too many rows."))
            return []
        assert field.lines is not None  # noqa: S101 - the caller has looked
        rules = {} if self.actor.is_system else self.actor.field_rules.get(model._meta.label_lower, {})
        fields = {
            item.name: item
            for item in field.lines.fields
            if item.source is None
            and min_mode(item.mode, rules.get(f"{field.name}.{item.name}", item.mode)) is Mode.WRITE
        }
        known = {item.name for item in field.lines.fields}
        cleaned: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            # Computed members that the browser sends back with a row are dropped; unknown ones are refused.
            body = {k: v for k, v in row.items() if k in fields or k not in known} if isinstance(row, dict) else row
            row_id = body.pop("id", None) if isinstance(body, dict) else None
            body = {k: v for k, v in body.items() if k != "version"} if isinstance(body, dict) else body
            if field.stored is not None and isinstance(body, dict):
                body = {**dict.fromkeys(fields), **body}  # what is not there is empty; what may not be set stays out
            values = self.clean(field.lines.model, fields, body, partial=False, path=f"{path}{index}.")
            if isinstance(row_id, int) and not isinstance(row_id, bool):
                values["id"] = row_id
            cleaned.append(values)
        return cleaned
