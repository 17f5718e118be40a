"""Amounts: exact decimal arithmetic, rounded half up at the places that business law expects.

Nothing here takes a float. Rates and discounts are fractions (0.13 is 13 %).
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from babel.core import get_global
from babel.numbers import get_currency_precision

from heyi.kit.invalid import InvalidNumber

LIMIT = Decimal(10) ** 16
FINEST = 18
Number = Decimal | int | str
_WRITTEN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")

# Three operands of at most 16 + 18 digits multiply exactly; a quotient is far finer than any rounding below.
_EXACT = Context(prec=128, rounding=ROUND_HALF_UP, Emin=-999, Emax=999)


def number(value: Number) -> Decimal:
    """`value` as a finite Decimal below 10^16 with at most 18 decimals; otherwise InvalidNumber."""
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        raise InvalidNumber("bad_number", value)
    if isinstance(value, int) and abs(value) >= LIMIT:
        raise InvalidNumber("number_too_large")
    if isinstance(value, str) and (len(value) > 64 or not _WRITTEN.fullmatch(value)):
        raise InvalidNumber("bad_number", value[:64])
    try:
        result = Decimal(value)
    except InvalidOperation as error:
        raise InvalidNumber("bad_number", value) from error
    if not result.is_finite():
        raise InvalidNumber("bad_number", value)
    if abs(result) >= LIMIT:
        raise InvalidNumber("number_too_large")
    exponent = result.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -FINEST:
        raise InvalidNumber("number_too_precise", value)
    return result


def round_money(value: Number, places: int = 2) -> Decimal:
    """`value` rounded half up (away from zero at the half) to `places` decimals."""
    return _round(number(value), places)


def _round(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if abs(rounded) >= LIMIT:
        raise InvalidNumber("number_too_large")
    return rounded if rounded else abs(rounded)


def line_net(quantity: Number, unit_price: Number, discount: Number = 0, *, places: int = 2) -> Decimal:
    """Net amount of a line: round(quantity x price x (1 - discount)), rounded once."""
    share = number(discount)
    if not 0 <= share <= 1:
        raise InvalidNumber("bad_discount", discount)
    product = _EXACT.multiply(number(quantity), number(unit_price))
    return _round(_EXACT.multiply(product, 1 - share), places)


def line_tax(net: Number, rate: Number, *, places: int = 2) -> Decimal:
    """Tax of a line from its stored net amount: round(net x rate)."""
    return _round(_EXACT.multiply(number(net), _rate(rate)), places)


def tax_from_gross(gross: Number, rate: Number, *, places: int = 2) -> Decimal:
    """Tax inside a tax-included amount: round(gross x r / (1 + r)). The net amount is gross minus this."""
    fraction = _rate(rate)
    return _round(_EXACT.divide(_EXACT.multiply(number(gross), fraction), 1 + fraction), places)


def _rate(value: Number) -> Decimal:
    rate = number(value)
    if not 0 <= rate <= 10:
        raise InvalidNumber("bad_rate", value)
    return rate


def spread(total: Number, weights: Sequence[Number], *, places: int = 2) -> list[Decimal]:
    """Parts of `total` in proportion to `weights` that sum to it exactly (largest remainder; ties to the earlier part).

    Weights are not negative; when all are zero the parts are equal. `total` may be negative.
    """
    amount = number(total)
    exact = _round(amount, places)
    if exact != amount:
        raise InvalidNumber("number_too_precise", total)
    shares = [number(weight) for weight in weights]
    if any(share < 0 for share in shares):
        raise InvalidNumber("number_negative")
    if not shares:
        if exact:
            raise InvalidNumber("nothing_to_spread_over")
        return []
    if not any(shares):
        shares = [Decimal(1)] * len(shares)
    # Whole minor units and integer weights: no rounding anywhere, so the sum cannot drift.
    units = int(abs(exact).scaleb(places, context=_EXACT))
    scaled = [int(share.scaleb(FINEST, context=_EXACT)) for share in shares]
    whole = sum(scaled)
    parts = [units * share // whole for share in scaled]
    by_remainder = sorted(range(len(scaled)), key=lambda i: (-(units * scaled[i] % whole), i))
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    sign = -1 if exact < 0 else 1
    return [Decimal(sign * part if part else 0).scaleb(-places, context=_EXACT) for part in parts]


def currency_decimals(currency: str) -> int:
    """Decimals of an ISO 4217 currency (CNY 2, JPY 0, KWD 3), after CLDR."""
    if currency not in get_global("all_currencies"):
        raise InvalidNumber("unknown_currency", currency)
    return get_currency_precision(currency)


def convert(amount: Number, rate: Number, *, currency: str) -> Decimal:
    """`amount` times `rate` (units of `currency` for one unit of the source), in the decimals of `currency`."""
    factor = number(rate)
    if factor <= 0:
        raise InvalidNumber("bad_rate", rate)
    return _round(_EXACT.multiply(number(amount), factor), currency_decimals(currency))


def inverse_rate(rate: Number, *, places: int = 10) -> Decimal:
    """One divided by `rate`, rounded half up to `places` decimals."""
    factor = number(rate)
    if factor <= 0:
        raise InvalidNumber("bad_rate", rate)
    return _round(_EXACT.divide(Decimal(1), factor), places)
