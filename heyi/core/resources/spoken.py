"""Values that are more than one word or number, in the words that people use for them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from heyi.core.resources.declare import F
from heyi.core.resources.kinds import Kind


def said(field: F, value: Any) -> str:
    """A choice by its label, records and files by their names, spans by their ends, in the language that is active."""
    if field.kind is Kind.CASCADE and isinstance(value, list):
        return " / ".join(_along(field.options.get("tree", ()), value))
    if field.kind is Kind.DATERANGE and isinstance(value, Mapping):
        first, last = _end(value, "start"), _end(value, "end")
        return first if first == last else f"{first} – {last}"
    if isinstance(value, list):
        return ", ".join(said(field, one) for one in value)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or _degrees(value))
    return str(dict(field.options.get("choices", ())).get(value, value))


def _along(level: Any, way: list[Any]) -> list[str]:
    found = []
    for one in way:
        node = next((item for item in level if item["value"] == one), {"label": one})
        found.append(str(node["label"]))
        level = node.get("children") or ()
    return found


def _end(value: Mapping[str, Any], name: str) -> str:
    half = {"am": _("AM"), "pm": _("PM")}.get(str(value.get(f"{name}_half")), "")
    return f"{value[name]} {half}".strip()


def _degrees(value: Mapping[str, Any]) -> str:
    return f"{value['latitude']}, {value['longitude']}" if "latitude" in value else ""
