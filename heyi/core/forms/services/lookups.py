"""Values that a form takes from the records that it names (引用): as the person who fills it in may see them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.forms.design import Field
from heyi.core.forms.source import Built
from heyi.core.resources import detail, registry
from heyi.core.resources.declare import F
from heyi.kit.errors import NotFound

Values = dict[str, Any]


Rows = Mapping[str, Sequence[Values]]


def fill(built: Built, values: Values, before: Values, actor: Actor, stood: Rows | None = None) -> None:
    """Look up what hangs on a reference that is new or was changed; the rest is kept as it was taken then (快照). ``stood``
    are the earlier rows of lines, one for each row; without them they are as they were.
    """
    shown: dict[tuple[str, int], Values] = {}
    _fill(built.design.fields, built.resource.by_name, values, before, actor, shown)
    for lines in built.design.fields:
        if any(column.type == "lookup" for column in lines.fields):
            declared = built.resource.by_name[lines.name].lines
            targets = {item.name: item for item in declared.fields} if declared else {}
            rows = values.get(lines.name) or []
            for row, old in zip(rows, (stood or {}).get(lines.name, rows), strict=True):
                _fill(lines.fields, targets, row, old, actor, shown)


def _fill(
    fields: Iterable[Field],
    targets: Mapping[str, F],
    values: Values,
    before: Values,
    actor: Actor,
    shown: dict[tuple[str, int], Values],
) -> None:
    for field in fields:
        if field.type != "lookup":
            continue
        source = str(field.options.get("from"))
        reference = values.get(source)
        if reference is None:
            values.pop(field.name, None)
            continue
        same = (before.get(source) or {}).get("id") == reference["id"]
        if same and field.name in values:
            continue
        values.pop(field.name, None)
        key, record_id = str(targets[source].reference), reference["id"]
        if (key, record_id) not in shown:
            shown[key, record_id] = _shown(key, record_id, actor)
        text = _text(key, str(field.options.get("take")), shown[key, record_id])
        if text:
            values[field.name] = text


def _shown(key: str, record_id: int, actor: Actor) -> Values:
    try:
        return detail.show(registry.get(key), record_id, actor)
    except (NotFound, KeyError):
        return {}


def _text(key: str, take: str, record: Values) -> str:
    value = record.get(take)
    if isinstance(value, dict):
        return str(value.get("label") or "")
    field: F | None = registry.get(key).by_name.get(take) if registry.knows(key) else None
    labels = {choice: str(label) for choice, label in field.options.get("choices", ())} if field else {}
    return "" if value is None or isinstance(value, list) else labels.get(value, str(value))
