"""String functions (DMN 1.5, table 76)."""

import re
from decimal import Decimal
from functools import lru_cache

from heyi.core.workflow.feel.builtin import patterns
from heyi.core.workflow.feel.builtin.registry import feel
from heyi.core.workflow.feel.values import Value, write


@feel("string length", "string:string")
def string_length(string: str) -> Value:
    """Characters (code points)."""
    return Decimal(len(string))


@feel("substring", "string:string, start position:number, length?:number")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> Value:
    """From a position (1 is the first, -1 the last), at most `length` characters."""
    position = int(start)
    if not position or (length is not None and length < 1):
        return None
    begin = position - 1 if position > 0 else max(len(string) + position, 0)
    return string[begin:] if length is None else string[begin : begin + int(length)]


@feel("upper case", "string:string")
def upper_case(string: str) -> Value:
    """All in capitals."""
    return string.upper()


@feel("lower case", "string:string")
def lower_case(string: str) -> Value:
    """All in small letters."""
    return string.lower()


@feel("substring before", "string:string, match:string")
def substring_before(string: str, match: str) -> Value:
    """What stands before the first match, or nothing."""
    return string.partition(match)[0] if match and match in string else ""


@feel("substring after", "string:string, match:string")
def substring_after(string: str, match: str) -> Value:
    """What stands after the first match, or nothing."""
    if not match:
        return string
    return string.partition(match)[2]


@feel("contains", "string:string, match:string")
def contains(string: str, match: str) -> Value:
    """Whether `match` occurs."""
    return match in string


@feel("starts with", "string:string, match:string")
def starts_with(string: str, match: str) -> Value:
    """Whether the string begins so."""
    return string.startswith(match)


@feel("ends with", "string:string, match:string")
def ends_with(string: str, match: str) -> Value:
    """Whether the string ends so."""
    return string.endswith(match)


@feel("matches", "input:string, pattern:string, flags?:string|null")
def matches(text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether the pattern of XPath's regular expressions occurs."""
    return patterns.search(text, pattern, flags or "")


@feel("replace", "input:string, pattern:string, replacement:string, flags?:string|null")
def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Every match replaced; `$1` is the first group, `$0` the whole."""
    return patterns.replace(text, pattern, replacement, flags or "")


@feel("split", "string:string, delimiter:string")
def split(string: str, delimiter: str) -> Value:
    """The pieces between matches of a pattern."""
    return patterns.split(string, delimiter)


@feel("string join", "list:list, delimiter?:string|null")
def string_join(items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list after another; null is left out."""
    kept = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in kept):
        return None
    return (delimiter or "").join(kept)


@feel("string", "from:any")
def string(value: Value) -> Value:
    """The value as text; null stays null."""
    return None if value is None else write(value)


@lru_cache(maxsize=8)
def _marks(grouping: str | None, decimal: str | None) -> re.Pattern[str] | None:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ",") or (grouping and grouping == decimal):
        return None
    return re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


@feel("number", "from:string")
@feel("number", "from:string, grouping separator:string|null, decimal separator:string|null")
def number(text: str, grouping: str | None = None, decimal: str | None = None) -> Value:
    """The number in a text, with the marks that the text uses."""
    pattern = _marks(grouping, decimal)
    if pattern is None or len(text) > 100:
        return None
    plain = text.replace(grouping, "") if grouping else text
    if decimal and decimal != ".":
        plain = plain.replace(".", "#").replace(decimal, ".")
    return Decimal(plain) if pattern.fullmatch(plain) else None
