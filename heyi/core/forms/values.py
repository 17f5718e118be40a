"""The column of designed fields, and its values as SQL compares them: ``data__days__as_number__gte=3``."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import BooleanField, DateField, DateTimeField, DecimalField, TextField, Transform


class Values(models.JSONField):
    """Values by field name. Django's lookups on JSON compare JSON; the transforms below take a value out by its type."""


class _As(Transform):
    """A value that is taken out as text and read as another type."""

    cast: ClassVar[str] = ""

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_context: Any) -> Any:
        """``(data #>> '{days}')::numeric``: the JSON path of the left side, read as text."""
        inner, params = compiler.compile(self.lhs)
        return f"(({inner}) #>> '{{}}'){self.cast}", params


@Values.register_lookup
class AsText(_As):
    lookup_name, output_field = "as_text", TextField()


@Values.register_lookup
class AsNumber(_As):
    lookup_name, output_field, cast = "as_number", DecimalField(), "::numeric"


@Values.register_lookup
class AsDate(_As):
    lookup_name, output_field, cast = "as_date", DateField(), "::date"


@Values.register_lookup
class AsMoment(_As):
    lookup_name, output_field, cast = "as_moment", DateTimeField(), "::timestamptz"


@Values.register_lookup
class AsFlag(_As):
    lookup_name, output_field, cast = "as_flag", BooleanField(), "::boolean"
