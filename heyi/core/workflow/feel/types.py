"""Types of FEEL: whether a value is of a type, and the implicit conversions (DMN 1.5, 10.3.2.9.4)."""

from dataclasses import dataclass, field

from heyi.core.workflow.feel.temporal import Date, DateTime, Time
from heyi.core.workflow.feel.values import Function, Range, Value, kind


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its name, what it holds (`list<T>`, `range<T>`), its members, or what a function takes and gives."""

    name: str
    of: "Type | None" = None
    members: "tuple[tuple[str, Type], ...] | None" = None
    takes: "tuple[Type, ...] | None" = field(default=None)


ANY = Type("Any")
_NAMES = frozenset(
    {
        "Any", "Null", "number", "string", "boolean", "date",
        "time", "date and time", "dateTime", "days and time duration", "dayTimeDuration", "years and months duration",
        "yearMonthDuration", "list", "context", "range", "function",
    }
)  # fmt: skip
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def named(name: str) -> Type | None:
    """The built-in type of that name, or None."""
    return Type(_ALIASES.get(name, name)) if name in _NAMES else None


def is_instance(value: Value, wanted: Type) -> bool:
    """`value instance of wanted`; null is an instance of Null only."""
    if value is None:
        return wanted.name == "Null"
    if wanted.name == "Any":
        return True
    if kind(value) != wanted.name:
        return False
    if isinstance(value, list):
        of = wanted.of
        return of is None or all(_fits(item, of) for item in value)
    if isinstance(value, Range):
        of = wanted.of
        return of is None or all(is_instance(end, of) for end in (value.low, value.high) if end is not None)
    if isinstance(value, dict) and wanted.members is not None:
        return all(key in value and _fits(value[key], of) for key, of in wanted.members)
    if isinstance(value, Function):
        return wanted.takes is None or _function_fits(value, wanted.takes)
    return True


def _fits(value: Value, wanted: Type) -> bool:
    return value is None or is_instance(value, wanted)


def _function_fits(value: Function, takes: tuple[Type, ...]) -> bool:
    if len(takes) != len(value.parameters):
        return False
    own = value.types or (None,) * len(takes)
    return all(mine is None or mine.name in ("Any", asked.name) for mine, asked in zip(own, takes, strict=True))


def converted(value: Value, wanted: Type) -> Value:
    """`value` as `wanted`, by the implicit conversions; None when it does not conform."""
    if value is None or is_instance(value, wanted):
        return value
    if isinstance(value, list) and len(value) == 1 and wanted.name != "list" and is_instance(value[0], wanted):
        return value[0]
    if wanted.name == "list" and not isinstance(value, list) and is_instance([value], wanted):
        return [value]
    if wanted.name == "date and time" and isinstance(value, Date):
        return DateTime(value, Time(0, 0))
    return None
