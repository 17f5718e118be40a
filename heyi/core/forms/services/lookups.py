"""Values that a form takes from the records that it names (引用): as the person who fills it in may see them."""

from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.forms.source import Built
from heyi.core.resources import detail, registry
from heyi.core.resources.declare import F
from heyi.kit.errors import NotFound

Values = dict[str, Any]


def fill(built: Built, values: Values, before: Values, actor: Actor) -> None:
    """Look up what hangs on a reference that is new or was changed; the rest is kept as it was taken then (快照)."""
    shown: dict[str, Values] = {}
    for field in built.design.fields:
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
        if source not in shown:
            shown[source] = _shown(str(built.resource.by_name[source].reference), reference["id"], actor)
        text = _text(built, source, str(field.options.get("take")), shown[source])
        if text:
            values[field.name] = text


def _shown(key: str, record_id: int, actor: Actor) -> Values:
    try:
        return detail.show(registry.get(key), record_id, actor)
    except (NotFound, KeyError):
        return {}


def _text(built: Built, source: str, take: str, record: Values) -> str:
    value = record.get(take)
    if isinstance(value, dict):
        return str(value.get("label") or "")
    key = str(built.resource.by_name[source].reference)
    field: F | None = registry.get(key).by_name.get(take) if registry.knows(key) else None
    labels = {choice: str(label) for choice, label in field.options.get("choices", ())} if field else {}
    return "" if value is None or isinstance(value, list) else labels.get(value, str(value))
