"""Counts and sums by one field, over exactly the rows that the list would show."""

from typing import Any

from django.db.models import BigIntegerField, Count, Max, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.core.access.actor import Actor
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import NUMBERS, REFERENCES, Kind
from heyi.core.resources.listing import Query, rows_for, untold
from heyi.core.resources.modes import closed_to, label_known, nameless, readable
from heyi.core.resources.registry import label_path
from heyi.core.resources.statements import planned_for_their_values
from heyi.kit.errors import Malformed

MAX_GROUPS = 500
GROUPABLE = REFERENCES | {Kind.CHOICE, Kind.BOOLEAN}


@planned_for_their_values()
def aggregate(resource: Resource, query: Query, group: str, total: str, actor: Actor) -> list[dict[str, Any]]:
    """Rows ``{"key", "label", "count", "sum"}``. Money is summed only within one currency: the currency field of the
    sum becomes part of the key (rule 22: mixed currencies are never added).
    """
    fields = readable(actor, resource)
    by = _field(fields, group, GROUPABLE, "group")
    path = by.source if isinstance(by.source, str) else by.name
    names = [path]
    if by.kind in REFERENCES and by.stored is None:
        names = [f"{path}_id" if by.source is None else f"{path}__pk"]
        if label_known(actor, str(by.reference)):
            names.append(f"{path}__{label_path(str(by.reference))}")
    measures: dict[str, Any] = {"count_": Count("pk")}
    currency = None
    if total:
        summed = _field(fields, total, NUMBERS, "sum")
        measures["sum_"] = Sum(summed.source if summed.source is not None else summed.name)
        currency = summed.currency
        if currency and currency in resource.by_name and currency not in fields:
            raise Malformed.at("sum", "unknown_field", _("This cannot be grouped or summed."))
    extra = [_path(resource, currency)] if currency else []
    closed = closed_to(actor, resource.key)
    asked = untold(rows_for(resource, query, actor).order_by(), closed, (group, total, *extra))
    if by.source is not None and not isinstance(by.source, str):
        names, asked = ["by_"], asked.annotate(by_=by.source)
    if by.kind in REFERENCES and by.stored is not None:
        names, asked = ["by_"], asked.annotate(by_=Cast(path, BigIntegerField()))
        if label_known(actor, str(by.reference)):
            measures["label_"] = Max(f"data__{by.name}__label__as_text")
    rows = asked.values(*names, *extra).annotate(**measures).order_by(*names, *extra)
    names += ["label_"] if "label_" in measures else []
    return [_row(by, names, extra, row, bool(total)) for row in rows[:MAX_GROUPS]]


def _path(resource: Resource, name: str) -> str:
    field = resource.by_name.get(name)
    return field.source if field is not None and isinstance(field.source, str) else name


def _field(fields: dict[str, F], name: str, kinds: Any, place: str) -> F:
    field = fields.get(name)
    if field is None or field.kind not in kinds or field.options.get("virtual"):
        raise Malformed.at(place, "unknown_field", _("This cannot be grouped or summed."))
    return field


def _row(by: F, names: list[str], extra: list[str], row: dict[str, Any], summed: bool) -> dict[str, Any]:
    key = row[names[0]]
    label = row[names[1]] if len(names) > 1 else key
    if by.kind in REFERENCES and len(names) == 1 and key is not None:
        label = nameless(key)
    elif by.kind in REFERENCES and label is not None:
        label = shipped.spoken(str(by.reference), str(label), label_path(str(by.reference)))
    if by.kind is Kind.CHOICE:
        label = str(dict(by.options.get("choices", ())).get(key, key))
    found = {"key": key, "label": label, "count": row["count_"]}
    if summed:
        found["sum"] = str(row["sum_"]) if row["sum_"] is not None else None
    if extra:
        found["currency"] = row[extra[0]]
    return found
