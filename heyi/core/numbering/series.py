"""The series that apps declare."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from heyi.core.numbering.patterns import Pattern, parse
from heyi.kit.errors import Malformed, Text


@dataclass(frozen=True, slots=True)
class Series:
    """A kind of document that is numbered; ``pattern`` is what a company has that chose none of its own."""

    code: str
    pattern: Pattern
    label: Text


_series: dict[str, Series] = {}


def register_series(code: str, pattern: str, label: Text) -> Series:
    """Declare a series; its code is the resource that is numbered."""
    if code in _series:
        raise ImproperlyConfigured(f"The number series {code} is declared twice.")
    try:
        _series[code] = Series(code, parse(pattern), label)
    except Malformed as error:
        raise ImproperlyConfigured(f"The number pattern {pattern} of {code} cannot be used.") from error
    return _series[code]


def registered() -> dict[str, Series]:
    """All series by code."""
    return dict(_series)
