"""The values of one column cut at those that its cells name: points, and the gaps between them.

Within one atom all cells that compare with those values answer alike, so its sample stands for all of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from heyi.core.workflow.feel.operators import compare, equal
from heyi.core.workflow.feel.temporal import DAY_NANOS, Date, DateTime, DaysTime, Time, YearsMonths
from heyi.core.workflow.feel.values import NUMBERS, Value, kind, write


@dataclass(frozen=True, slots=True)
class Atom:
    """A point (`is_point`), a gap between two points (None: no end), or the rest: whatever is not named."""

    sample: Value
    low: Value = None
    high: Value = None
    is_point: bool = True

    @property
    def is_rest(self) -> bool:
        """Whether it stands for all values that are not named."""
        return isinstance(self.sample, str) and not self.is_point


@dataclass(frozen=True, slots=True)
class _Scale:
    """A kind of values as whole numbers. `back` gives None beyond the ends."""

    number: Callable[[Any], int]
    back: Callable[[int], Value]


def _scale(sample: Value) -> _Scale | None:
    match sample:
        case Date():
            return _Scale(lambda value: value.number, Date.from_number)
        case DateTime() if sample.time.zone is None:
            like = sample.time
            return _Scale(_local, lambda nanos: DateTime.from_local(nanos, like))
        case Time() if sample.is_local:
            return _Scale(lambda value: value.nanos, lambda nanos: Time(nanos) if 0 <= nanos < DAY_NANOS else None)
        case DaysTime():
            return _Scale(lambda value: value.nanos, DaysTime)
        case YearsMonths():
            return _Scale(lambda value: value.months, YearsMonths)
    return None


def _local(value: DateTime) -> int:
    return value.date.number * DAY_NANOS + value.time.nanos


def atoms_of(values: Sequence[Value], *, with_null: bool, is_ordered: bool) -> list[Atom] | None:
    """The atoms between the values, in their order; None when the values cannot be laid on one line.

    `is_ordered` says that texts are compared by more than equality, which is not analysed.
    """
    null = [Atom(None)] if with_null else []
    kinds = {kind(value) for value in values}
    if not values:
        return [*null, Atom("…", is_point=False)]
    if len(kinds) > 1:
        return None
    if kinds == {"boolean"}:
        return [*null, Atom(False), Atom(True)]
    if kinds == {"string"}:
        return None if is_ordered else [*null, *_texts(values)]
    line = _line(values)
    return None if line is None else [*null, *line]


def _texts(values: Sequence[Value]) -> list[Atom]:
    named = sorted(set(values))
    other = "".join(value[:1] or "x" for value in named) + "…"
    while other in named:
        other += "…"
    return [*(Atom(value) for value in named), Atom(other, is_point=False)]


def _line(values: Sequence[Value]) -> list[Atom] | None:
    points: list[Value] = []
    if any(compare(value, values[0]) is None for value in values):
        return None
    for value in sorted(values, key=cmp_to_key(lambda left, right: compare(left, right) or 0)):
        if not points or equal(points[-1], value) is not True:
            points.append(value)
    between = _between(points)
    if between is None:
        return None
    line = []
    for low, high in zip([None, *points], [*points, None], strict=True):
        sample = between(low, high)
        if sample is not None:
            line.append(Atom(sample, low, high, is_point=False))
        if high is not None:
            line.append(Atom(high))
    return line


def _between(points: list[Value]) -> Callable[[Value, Value], Value] | None:
    """A function that gives a value between two, or beyond one; None where there is none."""
    if isinstance(points[0], Decimal):
        return _number_between
    scale = _scale(points[0])
    if scale is None or any(_scale(point) is None or _form(point) != _form(points[0]) for point in points):
        return None

    def between(low: Value, high: Value) -> Value:
        if low is None:
            return scale.back(scale.number(high) - 1)
        if high is None:
            return scale.back(scale.number(low) + 1)
        first, last = scale.number(low), scale.number(high)
        return scale.back(first + 1) if last - first > 1 else None

    return between


def _form(value: Value) -> object:
    """Moments lie on one line only with the same offset."""
    return value.time.offset if isinstance(value, DateTime) else None


def _number_between(low: Value, high: Value) -> Value:
    if low is None:
        return NUMBERS.subtract(high, max(Decimal(1), abs(high)))
    if high is None:
        return NUMBERS.add(low, max(Decimal(1), abs(low)))
    middle = NUMBERS.divide(NUMBERS.add(low, high), Decimal(2))
    return middle if low < middle < high else None


def describe(atoms: Sequence[Atom], mask: int) -> str:
    """The atoms of a mask as tests of a cell; `-` for all of them."""
    if mask == (1 << len(atoms)) - 1:
        return "-"
    if any(mask >> place & 1 and atom.is_rest for place, atom in enumerate(atoms)):
        left_out = (atom.sample for place, atom in enumerate(atoms) if not mask >> place & 1)
        return f"not({', '.join(write(sample, inner=True) for sample in left_out)})"
    found: list[str] = []
    index = 0
    while index < len(atoms):
        if not mask >> index & 1:
            index += 1
            continue
        last = index
        while _joins(atoms, last, mask):
            last += 1
        found.append(_run(atoms[index], atoms[last]))
        index = last + 1
    return ", ".join(found)


def _joins(atoms: Sequence[Atom], index: int, mask: int) -> bool:
    """Whether an atom and the next one, both in the mask, are one stretch of a line."""
    if index + 1 >= len(atoms) or not mask >> (index + 1) & 1:
        return False
    here, following = atoms[index], atoms[index + 1]
    if any(isinstance(atom.sample, str | bool | type(None)) for atom in (here, following)):
        return False
    return here.is_point != following.is_point


def _run(first: Atom, last: Atom) -> str:
    if first is last and first.is_point:
        return write(first.sample, inner=True)
    low, low_closed = (first.sample, True) if first.is_point else (first.low, False)
    high, high_closed = (last.sample, True) if last.is_point else (last.high, False)
    if low is None or high is None:
        if low is None:
            return f"{'<=' if high_closed else '<'} {write(high, inner=True)}"
        return f"{'>=' if low_closed else '>'} {write(low, inner=True)}"
    opened, closed = "[" if low_closed else "(", "]" if high_closed else ")"
    return f"{opened}{write(low, inner=True)}..{write(high, inner=True)}{closed}"
