"""Values on their way in: from JSON to what the model takes, or a sentence about what is wrong with them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heyi.core.access.actor import Actor
from heyi.core.resources import composed
from heyi.core.resources.bad import Bad
from heyi.core.resources.declare import F
from heyi.core.resources.kinds import EXACT, REFERENCES, TEXTS, Kind
from heyi.kit.invalid import InvalidValue
from heyi.kit.money import number
from heyi.kit.text import clean_line, clean_text

MAX_TEXT = 100_000
BIGINT = 2**63 - 1


def clean_value(field: F, column: Any, value: Any, *, actor: Actor) -> Any:
    """The value for the model's attribute (``owner_id`` gets an int or None), or Bad."""
    if value is None or (value == "" and field.kind not in TEXTS):
        return _nothing(field, column)
    try:
        return _CLEANERS[family(field)](field, column, value, actor)
    except InvalidValue as error:
        raise Bad(error.code, str(error.message)) from error


def _nothing(field: F, column: Any) -> Any:
    if field.required:
        raise Bad("required", _("Please fill this in."))
    if field.kind in TEXTS and not getattr(column, "null", False):
        return ""
    if field.kind is Kind.CHOICE and isinstance(column, models.CharField) and not column.null:
        return ""
    if field.kind is Kind.MULTICHOICE:
        return []
    if column is not None and not column.null and not column.is_relation:
        if column.has_default():
            return column.get_default()
        raise Bad("required", _("Please fill this in."))
    return None


def family(field: F) -> str:
    """The cleaner's name: kinds that are read alike have one."""
    kind = field.kind
    if kind in TEXTS:
        return str(kind) if field.stored is not None and kind in (Kind.IDNUMBER, Kind.TAXID) else "text"
    if kind is Kind.RATING:
        return "integer"
    if kind is Kind.MULTICHOICE and field.stored is not None:
        return "choices"
    if kind in EXACT:
        return "exact"
    if kind in REFERENCES or kind is Kind.FILE:
        return "reference"
    return str(kind)


def _text(field: F, column: Any, value: Any, actor: Actor) -> str:
    if not isinstance(value, str):
        raise Bad("not_text", _("This must be text."))
    if len(value) > MAX_TEXT:
        raise Bad("too_long", _("This text is too long."))
    text = clean_text(value) if field.kind in (Kind.LONGTEXT, Kind.RICHTEXT) else clean_line(value)
    if field.kind is Kind.RICHTEXT:
        import nh3

        text = nh3.clean(text)
    limit = getattr(column, "max_length", None) or field.options.get("max")
    if limit and len(text) > limit:
        raise Bad("too_long", ngettext("At most %d character.", "At most %d characters.", limit) % limit)
    if not text and field.required:
        raise Bad("required", _("Please fill this in."))
    if text and field.kind is Kind.EMAIL:
        _check_email(text)
    if text and field.stored is not None:
        _check_designed(field, text)
    return text


def _check_designed(field: F, text: str) -> None:
    """What designed fields insist on; columns take numbers of telephones as they are written."""
    if field.kind is Kind.PHONE:
        import phonenumbers

        try:
            found = phonenumbers.is_possible_number(phonenumbers.parse(text, "CN"))
        except phonenumbers.NumberParseException:
            found = False
        if not found:
            raise Bad("bad_phone", _("This is not a telephone number."))
    if field.kind is Kind.URL and not text.lower().startswith(("https://", "http://")):
        raise Bad("bad_url", _("This is not an address of the web."))


def _check_email(text: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(text)
    except ValidationError as error:
        raise Bad("bad_email", _("This is not an e-mail address.")) from error


def _integer(field: F, column: Any, value: Any, actor: Actor) -> int:
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 25:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Bad("not_integer", _("This must be a whole number."))
    if not -BIGINT <= value <= BIGINT:
        raise Bad("number_too_large", _("The number is too large."))
    for validator in column.validators if column is not None else ():
        limit = getattr(validator, "limit_value", None)
        low = type(validator).__name__ == "MinValueValidator"
        if isinstance(limit, int) and ((low and value < limit) or (not low and value > limit)):
            raise Bad("out_of_range", _("The number is out of range."))
    return value


def _exact(field: F, column: Any, value: Any, actor: Actor) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Bad("bad_number", _("This is not a number."))
    found = number(repr(value) if isinstance(value, float) else value)
    if "above" in field.options and found <= field.options["above"]:
        raise Bad("out_of_range", _("This must be more than %s.") % field.options["above"])
    if "least" in field.options and found < field.options["least"]:
        raise Bad("out_of_range", _("This must be at least %s.") % field.options["least"])
    if "most" in field.options and found > field.options["most"]:
        raise Bad("out_of_range", _("This must be at most %s.") % field.options["most"])
    places = getattr(column, "decimal_places", None)
    if places is not None:
        if found != round(found, places):
            raise Bad("number_too_precise", _("The number has too many decimal places."))
        if abs(found) >= Decimal(10) ** (column.max_digits - places):
            raise Bad("number_too_large", _("The number is too large."))
    return found


def _date(field: F, column: Any, value: Any, actor: Actor) -> date:
    return composed.day_of(value)


def _datetime(field: F, column: Any, value: Any, actor: Actor) -> datetime:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Bad("bad_datetime", _("This is not a moment with its time zone."))
    return found


def _boolean(field: F, column: Any, value: Any, actor: Actor) -> bool:
    if not isinstance(value, bool):
        raise Bad("bad_boolean", _("This must be yes or no."))
    return value


def _choice(field: F, column: Any, value: Any, actor: Actor) -> Any:
    known = [choice for choice, _label in (column.flatchoices if column is not None else field.options["choices"])]
    if value not in known or isinstance(value, bool):
        raise Bad("unknown_choice", _("This is not one of the choices."))
    return value


def _multichoice(field: F, column: Any, value: Any, actor: Actor) -> list[Any]:
    if not isinstance(value, list) or len(value) > 500 or not all(isinstance(item, str | int) for item in value):
        raise Bad("not_list", _("This must be a list."))
    base = column.base_field
    if any(isinstance(base, models.IntegerField) != isinstance(item, int) for item in value):
        raise Bad("unknown_choice", _("This is not one of the choices."))
    return value


def _reference(field: F, column: Any, value: Any, actor: Actor) -> int:
    """An id. Whether the actor may point to that record is asked for the whole body at once (``References``)."""
    return _integer(field, None, value, actor)


def _json(field: F, column: Any, value: Any, actor: Actor) -> Any:
    import orjson

    try:
        if len(orjson.dumps(value)) > MAX_TEXT:
            raise Bad("too_long", _("This is too large."))
    except TypeError as error:
        raise Bad("bad_json", _("This cannot be stored.")) from error
    return value


_CLEANERS = {
    "text": _text,
    "integer": _integer,
    "exact": _exact,
    "date": _date,
    "datetime": _datetime,
    "boolean": _boolean,
    "choice": _choice,
    "multichoice": _multichoice,
    "reference": _reference,
    "json": _json,
    **composed.CLEANERS,
}
