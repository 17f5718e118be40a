"""What a design lacks to be published: what its expressions name, circles among formulas, and what it points to."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.forms import computing
from heyi.core.forms.computing import names_of
from heyi.core.forms.design import CONDITIONS, Design, Field, Finding, read
from heyi.core.numbering.patterns import parse
from heyi.core.resources import registry
from heyi.core.workflow.feel import FeelError, FeelSyntaxError, compile_expression
from heyi.kit.errors import Malformed, Problem


def check(raw: Any, codes: Mapping[str, Any]) -> tuple[Design, list[Finding]]:
    """The design of a JSON object with all findings. ``codes`` are the codes of the company's forms."""
    design, findings = read(raw)
    places = _places(raw, design)
    expressions = list(_expressions(design, places))
    findings += expressions
    if not expressions:
        circle = computing.in_circles(design)
        if circle:
            path = places.get(circle[0], "fields")
            findings.append(Finding(f"{path}.formula", "circle", _("This needs itself: %s.") % " → ".join(circle)))
    for field in design.fields:
        findings += _pointing(field, places[field.name], design, codes)
    return design, findings


def _places(raw: Any, design: Design) -> dict[str, str]:
    """Where the fields stand in the JSON; faulty ones before them shift the numbers."""
    rows = raw.get("fields", []) if isinstance(raw, Mapping) else []
    found: dict[str, str] = {}
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, Mapping) and row.get("name") in design.by_name:
            found.setdefault(str(row["name"]), f"fields.{index}")
    return found


def _expressions(design: Design, places: Mapping[str, str]) -> Iterator[Finding]:
    for field in design.fields:
        path = places[field.name]
        yield from _of_field(field, path, design, set(design.by_name))
        for index, column in enumerate(field.fields):
            known = {*design.by_name, *field.by_name, "form"}
            yield from _of_field(column, f"{path}.fields.{index}", design, known)
    for index, rule in enumerate(design.rules):
        yield from _expression(rule.check, f"rules.{index}.check", design, set(design.by_name))


def _of_field(field: Field, path: str, design: Design, known: set[str]) -> Iterator[Finding]:
    for name, text in (("formula", field.formula), *((one, field.conditions.get(one, "")) for one in CONDITIONS)):
        if text:
            yield from _expression(text, f"{path}.{name}", design, known)


def _expression(text: str, path: str, design: Design, known: set[str]) -> Iterator[Finding]:
    try:
        expression = compile_expression(text, names=names_of(design))
    except FeelSyntaxError as error:
        yield Finding(path, "bad_expression", _("This expression cannot be understood: %s") % error)
        return
    except (FeelError, Problem, RecursionError) as error:
        yield Finding(path, "bad_expression", _("This expression cannot be understood: %s") % error)
        return
    for name in sorted(expression.free_names - known - {"initiator"}):
        yield Finding(path, "unknown_name", _("There is no field called %s here.") % name)


def _pointing(field: Field, path: str, design: Design, codes: Mapping[str, Any]) -> Iterator[Finding]:
    options = field.options
    if field.type == "reference" and not registry.knows(str(options.get("resource"))):
        yield Finding(f"{path}.resource", "unknown_resource", _("There are no such records."))
    if field.type == "approval" and options.get("form") not in codes:
        yield Finding(f"{path}.form", "unknown_form", _("There is no such form."))
    if field.type == "lookup":
        yield from _looking_up(field, path, design)
    if field.type == "serial" and options.get("pattern"):
        try:
            parse(options["pattern"])
        except Malformed as error:
            yield Finding(f"{path}.pattern", "bad_pattern", error.errors[0].message)
    for index, name in enumerate(options.get("sums", ())):
        column = field.by_name.get(name)
        if column is None or column.of.compared != "as_number":
            yield Finding(f"{path}.sums.{index}", "unknown_field", _("Only columns of numbers can be summed."))
    for at, column in enumerate(field.fields):
        yield from _pointing(column, f"{path}.fields.{at}", Design(fields=field.fields), codes)


def _looking_up(field: Field, path: str, design: Design) -> Iterator[Finding]:
    options = field.options
    source = design.by_name.get(str(options.get("from")))
    if source is None or source.type not in ("reference", "person", "department", "post", "approval"):
        yield Finding(f"{path}.from", "unknown_field", _("Choose a field of this form that names one record."))
    elif source.type == "reference" and registry.knows(str(source.options.get("resource"))):
        known = registry.get(str(source.options["resource"])).by_name
        if options.get("take") not in known:
            yield Finding(f"{path}.take", "unknown_field", _("There is no such field there."))
