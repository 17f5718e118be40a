"""Patterns such as ``SO-{year}-{seq:05}``: which period a series counts in, and how a number is written.

Places: ``{year}``, ``{yy}``, ``{month}``, ``{day}``, ``{company}`` (the company's code) and ``{seq}`` or ``{seq:05}``
(digits at least). The finest calendar place decides when counting starts again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Malformed

_PLACE = re.compile(r"{([a-z]+)(?::0?([1-9]\d?))?}")
_CALENDAR = {"year", "yy", "month", "day"}
MAX_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Pattern:
    """A checked pattern."""

    text: str
    resets: str  # "day", "month", "year" or "" for never

    def period(self, on: date) -> str:
        """The period that ``on`` belongs to, as the counter stores it."""
        length = {"day": 10, "month": 7, "year": 4, "": 0}[self.resets]
        return on.isoformat()[:length]

    def write(self, on: date, value: int, *, company_code: str) -> str:
        """The number as people read it."""
        before, digits, after = self.around(on, company_code=company_code)
        return f"{before}{value:0{digits}}{after}"

    def around(self, on: date, *, company_code: str) -> tuple[str, int, str]:
        """What stands before the value, how many digits it has at least, and what stands after it."""
        places: Mapping[str, str] = {
            "year": f"{on.year:04}",
            "yy": f"{on.year % 100:02}",
            "month": f"{on.month:02}",
            "day": f"{on.day:02}",
            "company": company_code,
        }

        value = next(found for found in _PLACE.finditer(self.text) if found.group(1) == "seq")
        before, after = (
            _PLACE.sub(lambda found: places[found.group(1)], part)
            for part in (self.text[: value.start()], self.text[value.end() :])
        )
        return before, int(value.group(2) or 1), after


def parse(text: str) -> Pattern:
    """The pattern, or Malformed when it could write one number twice or cannot be understood."""
    names = [name for name, _digits in _PLACE.findall(text)]
    rest = _PLACE.sub("", text)
    finest = "day" if "day" in names else "month" if "month" in names else "year" if _has_year(names) else ""
    complete = {"day": {"month"}, "month": set(), "year": set(), "": set()}[finest] <= set(names)
    if (
        names.count("seq") != 1
        or set(names) - _CALENDAR - {"seq", "company"}
        or "{" in rest
        or "}" in rest
        or len(text) > MAX_LENGTH
        or (finest and not _has_year(names))
        or not complete
    ):
        raise Malformed.at(
            "pattern", "bad_pattern", _("A pattern needs {seq} once; {day} needs {month}, and {month} needs {year}.")
        )
    return Pattern(text, finest)


def _has_year(names: list[str]) -> bool:
    return "year" in names or "yy" in names
