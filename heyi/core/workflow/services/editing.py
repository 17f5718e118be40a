"""A document changed by whoever decides about it: cleaned like any edit of it, written by the same service."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import registry
from heyi.core.resources.bodies import clean_fields, standing
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.modes import KNOWN, line_fields, mode_of
from heyi.core.resources.saving import save
from heyi.core.resources.writing import announce
from heyi.core.workflow.approval.rules import EDITABLE, FieldRight
from heyi.core.workflow.errors import ActionNotOffered
from heyi.core.workflow.subjects import subject_of
from heyi.kit.errors import FieldError, Malformed


def write(
    resource: str, record_id: int, values: Mapping[str, Any], actor: Actor, rights: Mapping[str, FieldRight]
) -> None:
    """Change these fields. The step has said that the actor may, so neither the state of the document nor its scopes are
    asked; a rule that hides a field from the actor everywhere still holds. Of the columns of lines, ``rights`` may open
    those that only deciders fill in, and close others. Malformed names what cannot be taken.
    """
    subject = subject_of(resource)
    if subject.edit is not None:
        subject.edit(record_id, values, actor)
        return
    try:
        kind = registry.get(resource)
    except KeyError:
        raise ActionNotOffered from None
    named = {name if name in kind.by_name else name.removesuffix("_id"): value for name, value in values.items()}
    fields = {name: _opened(kind.by_name[name], rights) for name in named if name in kind.by_name}
    fields = {name: field for name, field in fields.items() if mode_of(actor, kind, field) in KNOWN}
    columns, named = _columns(kind, named, actor)
    fields |= columns
    references = standing(kind, record_id, actor)
    cleaned, errors = clean_fields(kind.model, fields, named, actor=actor, partial=True, references=references)
    if errors:
        raise Malformed(errors=tuple(FieldError(f"fields.{one.path}", one.code, one.message) for one in errors))
    if callable(kind.update):
        kind.update(record_id, _by_column(cleaned, columns), actor=actor)
    else:
        record = kind.model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=record_id)
        for name, value in cleaned.items():
            setattr(record, name, value)
        save(record, actor=actor)
    announce(kind, kind.model._default_manager.get(pk=record_id))


def _opened(field: F, rights: Mapping[str, FieldRight]) -> F:
    """A field whose columns can be written as the step says."""
    if field.lines is None:
        return field
    said = {item.name: rights.get(f"{field.name}.{item.name}") for item in field.lines.fields}
    modes = {name: Mode.WRITE if right in EDITABLE else Mode.READ for name, right in said.items() if right is not None}
    columns = tuple(replace(item, mode=modes.get(item.name, item.mode)) for item in field.lines.fields)
    return replace(field, lines=replace(field.lines, fields=columns))


def _columns(kind: Resource, named: Mapping[str, Any], actor: Actor) -> tuple[dict[str, F], dict[str, Any]]:
    """Columns of lines (``lines.price``: a value for each row) as lines of nothing but these columns, and the values so.
    Only documents that keep their lines as values (``stored``) can be changed by column; in others there is no such field.
    """
    fields: dict[str, F] = {}
    values: dict[str, Any] = {}
    for name, value in named.items():
        path, dot, column = name.partition(".")
        field = kind.by_name.get(path)
        if not dot:
            values[name] = value
            continue
        open_ = field and field.lines and field.stored and mode_of(actor, kind, field) in KNOWN
        known = {one.name: one for one in line_fields(actor, kind, field)} if field and open_ else {}
        if field is None or field.lines is None or column not in known or not isinstance(value, list):
            raise Malformed.at(f"fields.{name}", "unknown_field", _("There is no such field here."))
        before = fields[path].lines if path in fields else None
        inner = (*(before.fields if before else ()), replace(known[column], mode=Mode.WRITE))
        fields[path] = replace(field, lines=replace(field.lines, fields=inner))
        rows = values.setdefault(path, [{} for _row in value])
        if len(rows) != len(value):
            raise Malformed.at(f"fields.{name}", "length", _("This must be a list."))
        for row, one in zip(rows, value, strict=True):
            row[column] = one
    return fields, values


def _by_column(cleaned: Mapping[str, Any], columns: Mapping[str, F]) -> dict[str, Any]:
    """Cleaned values with columns of lines under their own names again."""
    found = {name: value for name, value in cleaned.items() if name not in columns}
    for path, field in columns.items():
        assert field.lines is not None  # noqa: S101  they were made above
        for one in field.lines.fields:
            found[f"{path}.{one.name}"] = [row[one.name] for row in cleaned[path]]
    return found
