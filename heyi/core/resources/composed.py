"""Values that are more than one word or number: spans of days, places, several records, files."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.resources.bad import Bad
from heyi.core.resources.declare import F
from heyi.kit import identity, regions
from heyi.kit.text import clean_line

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)
HALVES = ("am", "pm")
MOST = 100
Cleaner = Callable[[F, Any, Any, Actor], Any]


def _time(field: F, column: Any, value: Any, actor: Actor) -> str:
    """``HH:MM``, without a day and therefore without a zone. Seconds that are none may be written."""
    if not isinstance(value, str) or not TIME.fullmatch(value):
        raise Bad("bad_time", _("This is not a time of day."))
    return value[:5]


def _daterange(field: F, column: Any, value: Any, actor: Actor) -> dict[str, str]:
    """First and last day, both included; with ``halves`` also from and to which half of them."""
    halves = bool(field.options.get("halves"))
    known = {"start", "end", *(("start_half", "end_half") if halves else ())}
    if not isinstance(value, Mapping) or not {"start", "end"} <= value.keys() <= known:
        raise Bad("bad_range", _("This is not a first and a last day."))
    start, end = day_of(value["start"]), day_of(value["end"])
    found = {"start": start.isoformat(), "end": end.isoformat()}
    if halves:
        found |= {name: value.get(name) or usual for name, usual in (("start_half", "am"), ("end_half", "pm"))}
        if found["start_half"] not in HALVES or found["end_half"] not in HALVES:
            raise Bad("bad_range", _("This is not a first and a last day."))
    if (start, found.get("start_half", "am")) > (end, found.get("end_half", "pm")):
        raise Bad("bad_range", _("The last day is before the first."))
    return found


def day_of(value: Any) -> date:
    """The day of an ISO text, or ``Bad``."""
    try:
        found = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None:
        raise Bad("bad_date", _("This is not a date."))
    return found


def _choices(field: F, column: Any, value: Any, actor: Actor) -> list[str]:
    """Some of the choices, each once, in the order of the choices."""
    known = [choice for choice, _label in field.options["choices"]]
    if not isinstance(value, list) or len(value) > len(known):
        raise Bad("not_list", _("This must be a list."))
    if any(not isinstance(one, str) or one not in known for one in value):
        raise Bad("unknown_choice", _("This is not one of the choices."))
    return [choice for choice in known if choice in value]


def _cascade(field: F, column: Any, value: Any, actor: Actor) -> list[str]:
    """A way from the first level of the tree down to a last one."""
    level: Any = field.options["tree"]
    if not isinstance(value, list) or len(value) > MOST:
        raise Bad("not_list", _("This must be a list."))
    for one in value:
        node = next((item for item in level if item["value"] == one), None)
        if node is None:
            raise Bad("unknown_choice", _("This is not one of the choices."))
        level = node.get("children") or []
    if level:
        raise Bad("unknown_choice", _("Please choose down to the last level."))
    return list(value)


def _region(field: F, column: Any, value: Any, actor: Actor) -> dict[str, str]:
    """A place of GB/T 2260 by its code; what it is called is looked up."""
    code = value.get("code") if isinstance(value, Mapping) else value
    names = regions.names_of(code) if isinstance(code, str) else []
    if not names:
        raise Bad("unknown_choice", _("This is not one of the choices."))
    if len(names) > int(field.options.get("depth", 3)):
        raise Bad("unknown_choice", _("This place is more exact than what is asked for."))
    return {"code": str(code), "label": " ".join(names)}


def _location(field: F, column: Any, value: Any, actor: Actor) -> dict[str, Any]:
    """Degrees of WGS 84 with at most six decimals (a hand's breadth), and what the place is called."""
    if not isinstance(value, Mapping) or not {"latitude", "longitude"} <= value.keys() <= {
        "latitude", "longitude", "label",
    }:  # fmt: skip
        raise Bad("bad_location", _("This is not a place."))
    found = {name: value[name] for name in ("latitude", "longitude")}
    for name, most in (("latitude", 90), ("longitude", 180)):
        if isinstance(found[name], bool) or not isinstance(found[name], int | float) or not abs(found[name]) <= most:
            raise Bad("bad_location", _("This is not a place."))
        found[name] = round(float(found[name]), 6)
    label = value.get("label") or ""
    if not isinstance(label, str) or len(label) > 300:
        raise Bad("too_long", _("This text is too long."))
    return {**found, "label": clean_line(label)}


def _several(field: F, column: Any, value: Any, actor: Actor) -> list[int]:
    """Ids, each once. Whether they may be pointed to is asked for the whole body at once (``References``)."""
    most = int(field.options.get("most") or MOST)
    if not isinstance(value, list):
        raise Bad("not_list", _("This must be a list."))
    if len(value) > most:
        raise Bad("too_many", _("At most %s, please.") % most)
    ids = [one.get("id") if isinstance(one, Mapping) else one for one in value]
    if any(isinstance(one, bool) or not isinstance(one, int) or not 0 < one < 2**63 for one in ids):
        raise Bad("not_integer", _("This must be a whole number."))
    return list(dict.fromkeys(int(one or 0) for one in ids))


def _signature(field: F, column: Any, value: Any, actor: Actor) -> list[int]:
    return _several(field, column, value if isinstance(value, list) else [value], actor)


def _idnumber(field: F, column: Any, value: Any, actor: Actor) -> str:
    if not isinstance(value, str):
        raise Bad("not_text", _("This must be text."))
    return identity.id_card(value)


def _taxid(field: F, column: Any, value: Any, actor: Actor) -> str:
    if not isinstance(value, str):
        raise Bad("not_text", _("This must be text."))
    return identity.credit_code(value)


CLEANERS: dict[str, Cleaner] = {
    "time": _time,
    "daterange": _daterange,
    "choices": _choices,
    "cascade": _cascade,
    "region": _region,
    "location": _location,
    "records": _several,
    "files": _several,
    "images": _several,
    "signature": _signature,
    "idnumber": _idnumber,
    "taxid": _taxid,
}
