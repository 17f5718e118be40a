"""The series that apps declare."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ImproperlyConfigured

from heyi.kit.errors import Text

_PLACE = re.compile(r"\{(year|yy|month|day|seq(?::0\d+)?)\}")


@dataclass(frozen=True, slots=True)
class Series:
    """``pattern`` holds ``{year} {yy} {month} {day}`` and one ``{seq:05}``; the finest date in it is how often counting
    begins anew.
    """

    code: str
    pattern: str
    label: Text

    def period(self, on: date) -> str:
        """The span of days in which numbers count on: ``2026``, ``2026-11``, ``2026-11-23`` or always."""
        if "{day}" in self.pattern:
            return on.isoformat()
        if "{month}" in self.pattern:
            return f"{on:%Y-%m}"
        return f"{on:%Y}" if "{year}" in self.pattern or "{yy}" in self.pattern else ""

    def render(self, on: date, sequence: int) -> str:
        """``SO-2026-00012``."""
        values = {"year": f"{on:%Y}", "yy": f"{on:%y}", "month": f"{on:%m}", "day": f"{on:%d}"}

        def fill(found: "re.Match[str]") -> str:
            name, _colon, width = found[1].partition(":")
            return values[name] if name != "seq" else str(sequence).zfill(int(width or 1))

        return _PLACE.sub(fill, self.pattern)


_series: dict[str, Series] = {}


def register_series(code: str, pattern: str, label: Text) -> Series:
    """Declare a series; its code is the resource that is numbered."""
    if len(re.findall(r"\{seq", pattern)) != 1 or re.sub(_PLACE, "", pattern).count("{"):
        raise ImproperlyConfigured(f"The number pattern {pattern} needs exactly one {{seq}} and known places only.")
    if code in _series:
        raise ImproperlyConfigured(f"The number series {code} is declared twice.")
    _series[code] = Series(code, pattern, label)
    return _series[code]


def registered() -> dict[str, Series]:
    """All series by code."""
    return dict(_series)
