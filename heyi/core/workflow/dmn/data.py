"""JSON in and out: texts become dates where an input's type asks for them, and values become JSON again."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.feel.errors import Budget, LimitExceeded
from heyi.core.workflow.feel.types import ANY, Type
from heyi.core.workflow.feel.values import Value, from_python, write
from heyi.core.workflow.feel.written import read_date, read_date_time, read_duration, read_time
from heyi.kit.errors import Malformed

MAX_CHARACTERS = 2_000_000
_EXACT = 10**15
_READERS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


def read_json(text: str) -> dict[str, Value]:
    """FEEL values by name from a JSON object; Malformed for anything else."""
    wrong = Malformed.at("json", "bad_json", _("This is not a JSON object of values."))
    try:
        if len(text) > MAX_CHARACTERS:
            raise wrong
        found = from_python(json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number))
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise wrong from None
    if not isinstance(found, dict):
        raise wrong
    return found


def _no_number(text: str) -> Value:
    raise ValueError(text)


def typed_inputs(model: Model, given: Mapping[str, Value]) -> dict[str, Value]:
    """The inputs with dates, times and durations made of texts where the model's types ask for them."""
    types = {node.name: node.of.plain for node in model.nodes.values()}
    return {name: _typed(value, types.get(name, ANY)) for name, value in given.items()}


def _typed(value: Value, of: Type) -> Value:
    if isinstance(value, str) and of.name in _READERS:
        read = _READERS[of.name](value)
        return value if read is None else read
    if isinstance(value, list):
        return [_typed(item, of.of or ANY) for item in value]
    if isinstance(value, dict) and of.members:
        members = dict(of.members)
        return {name: _typed(item, members.get(name, ANY)) for name, item in value.items()}
    return value


def plain(value: Value) -> Any:
    """A value for JSON: dates, durations, ranges and functions as FEEL writes them, numbers exactly or as text.

    LimitExceeded when it is too large or nested too deeply.
    """
    try:
        return _plain(value, Budget())
    except RecursionError as error:
        raise LimitExceeded("too_deep") from error


def shown(value: Value) -> str:
    """A value as FEEL writes it; LimitExceeded when it is too large or nested too deeply."""
    try:
        return write(value, inner=True)
    except RecursionError as error:
        raise LimitExceeded("too_deep") from error


def _plain(value: Value, budget: Budget) -> Any:
    budget.spend()
    if isinstance(value, list):
        return [_plain(item, budget) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item, budget) for name, item in value.items()}
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < _EXACT:
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else write(value)
    return value if value is None or isinstance(value, bool | str) else write(value, budget=budget)
