"""Numeric functions (DMN 1.5, table 78)."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from secrets import randbelow

from heyi.core.workflow.feel.builtin.registry import feel
from heyi.core.workflow.feel.temporal import DaysTime, YearsMonths
from heyi.core.workflow.feel.values import NUMBERS, Value


def _rounded(value: Decimal, scale: Decimal, mode: str) -> Value:
    if not -6111 <= scale <= 6176:
        return None
    places = int(scale)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    unit = Decimal(1).scaleb(-places, context=NUMBERS)
    context = NUMBERS.copy()
    context.prec = 6200 if abs(places) > 30 else 70
    return NUMBERS.plus(value.quantize(unit, rounding=mode, context=context))


@feel("decimal", "n:number, scale:number")
def decimal(n: Decimal, scale: Decimal) -> Value:
    """`n` with `scale` decimals, half to even."""
    return _rounded(n, scale, ROUND_HALF_EVEN)


@feel("floor", "n:number, scale?:number")
def floor(n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """The greatest number with `scale` decimals that is not above `n`."""
    return _rounded(n, Decimal(0) if scale is None else scale, ROUND_FLOOR)


@feel("ceiling", "n:number, scale?:number")
def ceiling(n: Decimal, scale: Decimal = Decimal(0)) -> Value:
    """The least number with `scale` decimals that is not below `n`."""
    return _rounded(n, Decimal(0) if scale is None else scale, ROUND_CEILING)


@feel("round up", "n:number, scale:number")
def round_up(n: Decimal, scale: Decimal) -> Value:
    """Away from zero."""
    return _rounded(n, scale, ROUND_UP)


@feel("round down", "n:number, scale:number")
def round_down(n: Decimal, scale: Decimal) -> Value:
    """Toward zero."""
    return _rounded(n, scale, ROUND_DOWN)


@feel("round half up", "n:number, scale:number")
def round_half_up(n: Decimal, scale: Decimal) -> Value:
    """To the nearest, the half away from zero."""
    return _rounded(n, scale, ROUND_HALF_UP)


@feel("round half down", "n:number, scale:number")
def round_half_down(n: Decimal, scale: Decimal) -> Value:
    """To the nearest, the half toward zero."""
    return _rounded(n, scale, ROUND_HALF_DOWN)


@feel("abs", "n:number|days and time duration|years and months duration")
def absolute(n: Value) -> Value:
    """Without its sign; durations too."""
    if isinstance(n, DaysTime):
        return DaysTime(abs(n.nanos))
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else abs(n)


@feel("modulo", "dividend:number, divisor:number")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): has the sign of the divisor."""
    if not divisor:
        return None
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@feel("sqrt", "number:number")
def sqrt(n: Decimal) -> Value:
    """Square root; null below zero."""
    return NUMBERS.sqrt(n)


@feel("log", "number:number")
def log(n: Decimal) -> Value:
    """Natural logarithm; null for zero and below."""
    return NUMBERS.ln(n) if n > 0 else None


@feel("exp", "number:number")
def exp(n: Decimal) -> Value:
    """e to the power of n."""
    return NUMBERS.exp(n)


def _is_whole(n: Decimal) -> bool:
    return n == n.to_integral_value()


@feel("odd", "number:number")
def odd(n: Decimal) -> Value:
    """Whether a whole number is odd."""
    return NUMBERS.remainder(n, Decimal(2)) != 0 if _is_whole(n) else None


@feel("even", "number:number")
def even(n: Decimal) -> Value:
    """Whether a whole number is even."""
    return NUMBERS.remainder(n, Decimal(2)) == 0 if _is_whole(n) else None


@feel("random number")
def random_number() -> Value:
    """A number from 0 to below 1."""
    return Decimal(randbelow(10**16)).scaleb(-16)
