"""The types of designed fields: which kind of the one vocabulary each is, how it is kept and compared, and its options."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from heyi.core.forms import texts
from heyi.core.resources.filters import span
from heyi.core.resources.kinds import Kind

NUMBER, DAY, MOMENT, FLAG, TEXT = "as_number", "as_date", "as_moment", "as_flag", "as_text"
MAX_CHOICES, MAX_LINES = 500, 1000
_PLACES = {Kind.MONEY: 2, Kind.PERCENT: 4, Kind.DURATION: 2}
Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Type:
    """One type: its kind, the transform that takes its value out for SQL (empty: it is not compared), what its column
    would be, its options with what each has to be, and whether it can stand in a line and have a formula.
    """

    kind: Kind
    compared: str = ""
    options: Mapping[str, Check] = field(default_factory=dict)
    in_lines: bool = True
    computable: bool = False

    def column(self, option: Mapping[str, Any]) -> models.Field:
        """The column that a value of it would fit into: cleaners ask it for digits, length and choices."""
        if self.kind in (Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DURATION):
            places = int(option.get("decimals", _PLACES.get(self.kind, 6)))
            return models.DecimalField(max_digits=20 + places, decimal_places=places, null=True)
        if self.kind is Kind.CHOICE:
            choices = [(one["value"], one["value"]) for one in option.get("choices", ())]
            return models.CharField(max_length=80, null=True, choices=choices)
        if self.kind is Kind.RATING:
            most = int(option.get("most", 5))
            return models.IntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(most)])
        return models.TextField(null=True)


def _whole(low: int, high: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _exact(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _one_of(*known: str) -> Check:
    return lambda value: value in known


def _word(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 120 and "\x00" not in value


def _words(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(_word(one) for one in value)


def _texts(value: Any) -> bool:
    return texts.faults(value, required=False, most=80) == ""


def _choices(value: Any) -> bool:
    """``[{"value", "label", "tone"?}]``, each value once."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_CHOICES:
        return False
    good = all(
        isinstance(one, dict)
        and one.keys() <= {"value", "label", "tone"}
        and isinstance(one.get("value"), str)
        and 0 < len(one["value"]) <= 80
        and texts.faults(one.get("label"), most=200) == ""
        for one in value
    )
    return good and len({one["value"] for one in value}) == len(value)


def _tree(value: Any, depth: int = 0) -> bool:
    """``[{"value", "label", "children"?}]``, up to five levels."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_CHOICES or depth > 4:
        return False
    bare = [{k: v for k, v in one.items() if k != "children"} if isinstance(one, dict) else one for one in value]
    return _choices(bare) and all(_tree(one["children"], depth + 1) for one in value if one.get("children"))


def _day(value: Any) -> bool:
    return isinstance(value, str) and span(value, date(2000, 1, 1)) is not None


def _pattern(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


_LENGTH: Mapping[str, Check] = {"max": _whole(1, 100_000)}
_BOUNDS: Mapping[str, Check] = {"min": _exact, "max": _exact, "decimals": _whole(0, 6)}
_SEVERAL: Mapping[str, Check] = {"many": _flag, "most": _whole(1, 100)}
_FILES: Mapping[str, Check] = {"most": _whole(1, 50), "extensions": _words}

TYPES: dict[str, Type] = {
    "text": Type(Kind.TEXT, TEXT, {**_LENGTH, "pattern": _pattern, "unique": _flag}, computable=True),
    "longtext": Type(Kind.LONGTEXT, TEXT, {**_LENGTH, "rows": _whole(1, 40)}, computable=True),
    "richtext": Type(Kind.RICHTEXT, TEXT, _LENGTH, in_lines=False),
    "number": Type(Kind.DECIMAL, NUMBER, {**_BOUNDS, "unit": _texts}, computable=True),
    "money": Type(
        Kind.MONEY, NUMBER, {"currency": _word, "capitals": _flag, "min": _exact, "max": _exact}, computable=True
    ),
    "percent": Type(Kind.PERCENT, NUMBER, _BOUNDS, computable=True),
    "date": Type(Kind.DATE, DAY, {"min": _day, "max": _day}, computable=True),
    "time": Type(Kind.TIME, TEXT),
    "datetime": Type(Kind.DATETIME, MOMENT),
    "daterange": Type(Kind.DATERANGE, DAY, {"halves": _flag}),
    "duration": Type(Kind.DURATION, NUMBER, {**_BOUNDS, "unit": _one_of("hours", "days")}, computable=True),
    "person": Type(Kind.PERSON, NUMBER, _SEVERAL),
    "department": Type(Kind.DEPARTMENT, NUMBER, _SEVERAL),
    "post": Type(Kind.REFERENCE, NUMBER, _SEVERAL),
    "choice": Type(Kind.CHOICE, TEXT, {"choices": _choices, "style": _one_of("select", "radio")}, computable=True),
    "multichoice": Type(Kind.MULTICHOICE, "", {"choices": _choices}),
    "cascade": Type(Kind.CASCADE, "", {"tree": _tree}),
    "region": Type(Kind.REGION, TEXT, {"depth": _whole(1, 3)}),
    "address": Type(Kind.ADDRESS, TEXT, _LENGTH),
    "phone": Type(Kind.PHONE, TEXT),
    "email": Type(Kind.EMAIL, TEXT),
    "url": Type(Kind.URL, TEXT),
    "idnumber": Type(Kind.IDNUMBER, TEXT),
    "taxid": Type(Kind.TAXID, TEXT),
    "file": Type(Kind.FILES, "", _FILES),
    "image": Type(Kind.IMAGES, "", {"most": _whole(1, 50)}),
    "signature": Type(Kind.SIGNATURE, "", in_lines=False),
    "location": Type(Kind.LOCATION, "", in_lines=False),
    "rating": Type(Kind.RATING, NUMBER, {"most": _whole(2, 10)}),
    "switch": Type(Kind.BOOLEAN, FLAG, computable=True),
    "serial": Type(Kind.TEXT, TEXT, {"pattern": _pattern}, in_lines=False),
    "reference": Type(Kind.REFERENCE, NUMBER, {**_SEVERAL, "resource": _word, "snapshot": _words}),
    "approval": Type(Kind.REFERENCE, NUMBER, {**_SEVERAL, "form": _word}),
    "lookup": Type(Kind.TEXT, TEXT, {"from": _word, "take": _word}),
    "lines": Type(
        Kind.LINES,
        "",
        {"least": _whole(0, MAX_LINES), "most": _whole(1, MAX_LINES), "sums": _words},
        in_lines=False,
    ),
}
