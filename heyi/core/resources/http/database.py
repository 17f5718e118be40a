"""What the database refused, in words: the constraint's name leads back to the model and its fields."""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import DatabaseError, DataError
from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, FieldError, Malformed, Problem


class AlreadyExists(Conflict):
    """A unique key was hit."""

    code = "already_exists"
    title = _("There is already such a record.")


class Impossible(Conflict):
    """A check of the database was hit: the act would have made the data contradict itself."""

    code = "impossible"
    title = _("The data would contradict itself.")


class StillReferred(Conflict):
    code = "still_used"
    title = _("Other records refer to this one, or it refers to one that is not there.")


def translate(error: DatabaseError) -> Problem:
    """A Problem for a refused statement; errors of programming stay errors."""
    if isinstance(error, DataError):
        return Malformed()
    cause: Any = error.__cause__ or error
    state = getattr(cause, "sqlstate", "") or ""
    name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    fields = _fields_of(name)
    match state:
        case "23505" | "23P01":
            return AlreadyExists(errors=_at(fields, "already_exists", _("This is taken already.")))
        case "23514":
            return Impossible(
                errors=_at(fields, "impossible", _("This value does not fit with the others.")), constraint=name
            )
        case "23503":
            return StillReferred()
        case "23502":
            column = getattr(cause.diag, "column_name", "") or ""
            return Malformed.at(column.removesuffix("_id"), "required", _("Please fill this in."))
        case "42501":
            return Conflict()
    raise error


def _at(fields: tuple[str, ...], code: str, message: Any) -> tuple[FieldError, ...]:
    return tuple(FieldError(name, code, message) for name in fields)


@lru_cache(maxsize=512)
def _fields_of(constraint: str) -> tuple[str, ...]:
    if not constraint:
        return ()
    for model in apps.get_models():
        for known in model._meta.constraints:
            if known.name == constraint:
                return tuple(name for name in getattr(known, "fields", ()) if name != "company")
        for field in model._meta.concrete_fields:
            if field.unique and constraint.startswith(f"{model._meta.db_table}_{field.column}"):
                return (field.name,)
    return ()
