"""The one way a record is stored: completed, checked, saved, indexed."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from heyi.core.access.actor import Actor
from heyi.core.access.records import OwnedRecord
from heyi.core.resources import searching
from heyi.kit.errors import FieldError, Malformed

M = TypeVar("M", bound=models.Model)


def save(record: M, *, actor: Actor, only: tuple[str, ...] | None = None) -> M:
    """Insert or update ``record`` and return it with the version that the database gave it.

    A new record without a company gets the actor's; an owned one without an owner gets the actor and their department.
    ``only`` limits an update to some columns. Model validation (not uniqueness, which the database decides) that fails
    is Malformed with the fields named.
    """
    fresh = record.pk is None
    _prepare(record, actor)
    if fresh:
        # The database gives every new row version 1 (heyi_touch); there is nothing to ask for.
        record.save(force_insert=True)
        return record
    record.save(force_update=True, update_fields=only)
    if hasattr(record, "version"):
        record.refresh_from_db(fields=["version", "updated_at"])
    return record


def save_new(records: list[M], *, actor: Actor) -> list[M]:
    """Insert many of one kind by one statement; completed, checked and indexed like single ones."""
    for record in records:
        _prepare(record, actor)
    if records:
        type(records[0])._default_manager.bulk_create(records)
    return records


def _prepare(record: models.Model, actor: Actor) -> None:
    if record.pk is None:
        _complete(record, actor)
    _validate(record)
    searching.index(record)


def _complete(record: Any, actor: Actor) -> None:
    if getattr(record, "company_id", 0) is None:
        record.company_id = actor.company_id
    if getattr(record, "created_by_id", 0) is None:
        record.created_by_id = actor.employee_id
    if isinstance(record, OwnedRecord):
        _own(record, actor)


def _own(record: OwnedRecord, actor: Actor) -> None:
    """Whoever creates a record owns it unless somebody else is named, and it counts for the owner's department."""
    if record.owner_id is None and not actor.is_system:
        record.owner_id = actor.employee_id
        record.department_id = record.department_id or actor.department_id
    elif record.owner is not None and record.department_id is None:
        record.department_id = record.owner.department_id


def _validate(record: models.Model) -> None:
    """Field and model validation; references were checked when they were cleaned, constraints are the database's."""
    skipped = {f.name for f in record._meta.concrete_fields if f.is_relation or f.name == "search"}
    try:
        record.clean_fields(exclude=skipped)
        record.clean()
    except ValidationError as error:
        raise Malformed(errors=tuple(_errors(error))) from error


def _errors(error: ValidationError) -> list[FieldError]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        FieldError("" if name == "__all__" else name, "invalid", message)
        for name, messages in by_field.items()
        for message in messages
    ]
