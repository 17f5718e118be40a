"""What designed fields insist on beyond their type: bounds of days, patterns, values that may stand on one document only."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from heyi.core.forms.design import Design, Field
from heyi.core.forms.models import Document
from heyi.core.org.days import today
from heyi.core.resources.filters import span
from heyi.core.workflow.feel import compile_expression
from heyi.kit.errors import FieldError


def errors(design: Design, values: Mapping[str, Any], company_id: int) -> Iterator[FieldError]:
    """For the values that are there."""
    day = today(company_id)
    for field in design.fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.fields:
            for index, row in enumerate(value):
                for column in field.fields:
                    if row.get(column.name) is not None:
                        yield from _one(column, row[column.name], f"{field.name}.{index}.{column.name}", day)
            most = int(field.options.get("most", 500))
            if len(value) > most:
                yield FieldError(field.name, "too_many", _("At most %s rows, please.") % most)
            continue
        yield from _one(field, value, field.name, day)


def taken(design: Design, values: Mapping[str, Any], document: Document) -> Iterator[FieldError]:
    """Values that another document has and that may stand on one only. Until the end of the transaction nobody else can
    write them: of two who come at once, the second is told of the first.
    """
    for field in design.fields:
        value = values.get(field.name)
        if field.options.get("unique") and value is not None and _stands_elsewhere(field, value, document):
            yield FieldError(field.name, "not_unique", _("Another document has this already."))


def gone(design: Design, values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Choices that the form has lost since they were made: a draft keeps them, a submission does not take them."""
    for field in design.fields:
        value = values.get(field.name)
        if field.fields:
            for index, row in enumerate(value or ()):
                for column in field.fields:
                    yield from _known(column, row.get(column.name), f"{field.name}.{index}.{column.name}")
        else:
            yield from _known(field, value, field.name)


def _known(field: Field, value: Any, path: str) -> Iterator[FieldError]:
    if field.type not in ("choice", "multichoice") or value is None:
        return
    known = {one["value"] for one in field.options.get("choices", ())}
    if not set(value if isinstance(value, list) else [value]) <= known:
        yield FieldError(path, "unknown_choice", _("This choice is no longer there. Please choose again."))


def _one(field: Field, value: Any, path: str, day: date) -> Iterator[FieldError]:
    if field.type == "date":
        low, high = (span(field.options.get(name) or "", day) for name in ("min", "max"))
        if low and value < low[0].isoformat():
            yield FieldError(path, "out_of_range", _("This must be %s or later.") % low[0].isoformat())
        if high and value > high[0].isoformat():
            yield FieldError(path, "out_of_range", _("This must be %s or earlier.") % high[0].isoformat())
    if field.type == "text" and field.options.get("pattern") and not _matches(value, field.options["pattern"]):
        yield FieldError(path, "bad_pattern", _("This does not have the expected form."))


def _matches(value: str, pattern: str) -> bool:
    """By FEEL's own regular expressions, whose time is bounded; the whole text has to match."""
    found = compile_expression("matches(value, pattern)", names=("value", "pattern"))
    return found.evaluate({"value": value, "pattern": f"^(?:{pattern})$"}) is True


def _stands_elsewhere(field: Field, value: Any, document: Document) -> bool:
    lock = f"forms.unique:{document.form_id}:{field.name}:{value}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
    rows = Document.objects.filter(
        form_id=document.form_id, company_id=document.company_id, **{f"data__{field.name}": value}
    )
    return rows.exclude(pk=document.pk).exclude(status=Document.Status.VOID).exists()
