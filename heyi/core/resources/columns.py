"""Fields as SQL: what a list selects for each, and how it becomes a member of the JSON row."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Func, TextField, Value, When
from django.db.models import F as Col
from django.db.models.functions import Cast, Concat, Left, Length, Right
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, IsNull

from heyi.core.access import shipped
from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import modes, registry
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind
from heyi.core.resources.modes import Closed, mode_of

MOMENT = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"


@dataclass(frozen=True)
class Column:
    """Expressions to select, and a SQL template over their aliases that yields the JSON value."""

    name: str
    expressions: tuple[Any, ...]
    template: str


def column(resource: Resource, field: F, actor: Actor) -> Column | None:
    """How one field is selected for this actor; None for what cannot stand in a row (lines) or is hidden."""
    mode = mode_of(actor, resource, field)
    if mode is Mode.HIDDEN or field.kind is Kind.LINES or field.options.get("virtual"):
        return None
    source = (
        (f"data__{field.name}" if field.stored is not None else field.name) if field.source is None else field.source
    )
    if field.stored is not None and mode is not Mode.MASKED:
        return _stored(field, actor)
    if mode is Mode.MASKED:
        return Column(field.name, (_masked(field, source),), "{0}")
    if field.kind in REFERENCES or field.kind is Kind.FILE:
        path = str(source)
        key = Col(f"{path}__pk") if field.source else Col(f"{path}_id")
        return Column(
            field.name,
            (key, label_column(str(field.reference), path, key, actor)),
            "CASE WHEN {0} IS NULL THEN NULL ELSE json_build_object('id', {0}, 'label', {1}) END",
        )
    expression: Any = shipped.expression(resource.key, source, source) if isinstance(source, str) else source
    if field.kind in EXACT:
        return Column(field.name, (Cast(expression, TextField()),), "{0}")
    if field.kind is Kind.DATETIME:
        return Column(field.name, (Func(expression, template=MOMENT, output_field=TextField()),), "{0}")
    return Column(field.name, (expression,), "{0}")


def _stored(field: F, actor: Actor) -> Column:
    """A designed field as it is kept; records that it names are called by their numbers where their names are not the
    actor's to know.
    """
    kept: Any = Col(f"data__{field.name}")
    if field.reference and not modes.label_known(actor, field.reference):
        template = (
            "CASE jsonb_typeof({0}) WHEN 'array' THEN (SELECT jsonb_agg(jsonb_build_object('id', o->'id', 'label',"
            " '#' || (o->>'id'))) FROM jsonb_array_elements({0}) o) WHEN 'object' THEN jsonb_build_object('id', {0}->'id',"
            " 'label', '#' || ({0}->>'id')) END"
        )
        return Column(field.name, (kept,), template)
    return Column(field.name, (kept,), "{0}")


def label_column(reference: str, path: str, key: Any, actor: Actor) -> Any:
    """What the records that ``path`` leads to are called, or their number when that is not the actor's to know."""
    if modes.label_known(actor, reference):
        title = registry.label_path(reference)
        return shipped.expression(reference, f"{path}__{title}", title)
    return Concat(Value("#"), Cast(key, TextField()), output_field=TextField())


def _masked(field: F, source: Any) -> Any:
    text = Cast(Col(source) if isinstance(source, str) else source, TextField())
    stars = Value("****", TextField())
    match field.mask:
        case "phone":
            # What is short would be shown nearly whole.
            long = Concat(Left(text, 3), stars, Right(text, 4), output_field=TextField())
            masked: Any = Case(When(GreaterThanOrEqual(Length(text), 11), then=long), default=stars)
        case "name":
            masked = Case(
                When(GreaterThan(Length(text), 1), then=Concat(Left(text, 1), Value("**"), output_field=TextField())),
                default=stars,
            )
        case "email":
            at = Func(text, template="substring(%(expressions)s from '@.*$')", output_field=TextField())
            masked = Concat(Left(text, 1), stars, at, output_field=TextField())
        case _:
            masked = stars
    return Case(When(IsNull(text, True), then=None), default=masked, output_field=TextField())


def selected(resource: Resource, names: list[str], actor: Actor, closed: Closed | None = None) -> list[Column]:
    """The columns of a list in the asked order; unknown and hidden names are left out. ``closed`` ones are empty in the
    records that it names.
    """
    found = (column(resource, resource.by_name[name], actor) for name in names if name in resource.by_name)
    return [_closed(item, (closed or {}).get(item.name)) for item in found if item is not None]


def _closed(item: Column, ids: frozenset[int] | None) -> Column:
    if not ids:
        return item
    hidden = Case(When(pk__in=sorted(ids), then=True), default=False)
    template = f"CASE WHEN {{{len(item.expressions)}}} THEN NULL ELSE {item.template} END"
    return Column(item.name, (*item.expressions, hidden), template)


def annotate(rows: models.QuerySet[Any], columns: list[Column]) -> tuple[models.QuerySet[Any], str]:
    """The query that selects exactly these columns under short aliases, and the SQL of the JSON object over them."""
    expressions: dict[str, Any] = {"c_id": Col("pk")}
    members = ["'id', t.c_id"]
    has_version = any(f.name == "version" for f in rows.model._meta.concrete_fields)
    if has_version:
        expressions["c_version"] = Col("version")
        members.append("'version', t.c_version")
    for index, item in enumerate(columns):
        aliases = []
        for part, expression in enumerate(item.expressions):
            alias = f"c{index}_{part}"
            expressions[alias] = expression
            aliases.append(f"t.{alias}")
        members.append(f"'{item.name}', " + item.template.format(*aliases))
    return rows.values(**expressions), f"json_build_object({', '.join(members)})"
