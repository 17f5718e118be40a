"""What a new version may not change: a name that has held values of one type never holds another."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.forms.design import Design, Field, Finding, read
from heyi.core.forms.models import Form


def findings(form: Form, design: Design) -> list[Finding]:
    """Fields whose type differs from what the name has meant in any version that was in force."""
    return list(_found(form, design))


def _found(form: Form, design: Design) -> Iterator[Finding]:
    earlier: dict[str, tuple[str, bool]] = {}
    for raw in form.versions.exclude(state="draft").values_list("design", flat=True):
        for place, field in _places(read(raw)[0]):
            earlier[place] = _storage(field)
    for index, field in enumerate(design.fields):
        for place, one in _places(Design(fields=(field,))):
            if place in earlier and earlier[place] != _storage(one):
                message = _("“%s” has held values of another type. Take another name.") % place
                yield Finding(f"fields.{index}.type", "type_changed", message)


def _places(design: Design) -> Iterator[tuple[str, Field]]:
    for field in design.fields:
        yield field.name, field
        for column in field.fields:
            yield f"{field.name}.{column.name}", column


def _storage(field: Field) -> tuple[str, bool]:
    return str(field.of.kind), bool(field.options.get("many"))
