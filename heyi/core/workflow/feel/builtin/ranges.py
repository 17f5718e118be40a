"""Relations between points and ranges (DMN 1.5, 10.3.4.7, after Allen's interval algebra), and `range`."""

from lark import Token, Tree

from heyi.core.workflow.feel import operators as op
from heyi.core.workflow.feel.builtin.registry import feel
from heyi.core.workflow.feel.errors import FeelSyntaxError
from heyi.core.workflow.feel.grammar import parse
from heyi.core.workflow.feel.strings import unquoted
from heyi.core.workflow.feel.values import NUMBERS, Range, Value, kind
from heyi.core.workflow.feel.written import read_any, read_date, read_date_time, read_duration, read_time

POINT = "number|string|date|time|date and time|days and time duration|years and months duration"
_READERS = {"date": read_date, "time": read_time, "date and time": read_date_time, "duration": read_duration}


def _order(left: Value, right: Value) -> int:
    found = op.compare(left, right)
    if found is None:
        raise ArithmeticError
    return found


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _precedes(left: Range, right: Range) -> bool:
    order = _order(left.high, right.low)
    return order < 0 or (order == 0 and not (left.high_closed and right.low_closed))


@feel("before", f"point1:{POINT}, point2:{POINT}")
@feel("before", f"point:{POINT}, range:range")
@feel("before", f"range:range, point:{POINT}")
@feel("before", "range1:range, range2:range")
def before(one: Value, other: Value) -> Value:
    """The first ends before the second begins."""
    return _precedes(_as_range(one), _as_range(other))


@feel("after", f"point1:{POINT}, point2:{POINT}")
@feel("after", f"point:{POINT}, range:range")
@feel("after", f"range:range, point:{POINT}")
@feel("after", "range1:range, range2:range")
def after(one: Value, other: Value) -> Value:
    """The first begins after the second ends."""
    return _precedes(_as_range(other), _as_range(one))


@feel("meets", "range1:range, range2:range")
def meets(one: Range, other: Range) -> Value:
    """The first ends where the second begins, and both hold that point."""
    return one.high_closed and other.low_closed and _order(one.high, other.low) == 0


@feel("met by", "range1:range, range2:range")
def met_by(one: Range, other: Range) -> Value:
    """The first begins where the second ends."""
    return meets(other, one)


@feel("overlaps", "range1:range, range2:range")
def overlaps(one: Range, other: Range) -> Value:
    """They have a point in common."""
    return not _precedes(one, other) and not _precedes(other, one)


@feel("overlaps before", "range1:range, range2:range")
def overlaps_before(one: Range, other: Range) -> Value:
    """The first begins earlier and ends within the second."""
    low, high = _order(one.low, other.low), _order(one.high, other.high)
    starts = low < 0 or (low == 0 and one.low_closed and not other.low_closed)
    ends = high < 0 or (high == 0 and (not one.high_closed or other.high_closed))
    return starts and ends and not _precedes(one, other)


@feel("overlaps after", "range1:range, range2:range")
def overlaps_after(one: Range, other: Range) -> Value:
    """The first begins within the second and ends later."""
    low, high = _order(other.low, one.low), _order(other.high, one.high)
    starts = low < 0 or (low == 0 and other.low_closed and not one.low_closed)
    ends = high < 0 or (high == 0 and (not other.high_closed or one.high_closed))
    return starts and ends and not _precedes(other, one)


@feel("finishes", f"point:{POINT}, range:range")
@feel("finishes", "range1:range, range2:range")
def finishes(one: Value, other: Range) -> Value:
    """The first lies within the second and ends with it."""
    first = _as_range(one)
    if not isinstance(one, Range):
        return other.high_closed and _order(one, other.high) == 0
    return (
        first.high_closed == other.high_closed and _order(first.high, other.high) == 0 and _starts_within(first, other)
    )


def _starts_within(inner: Range, outer: Range) -> bool:
    low = _order(inner.low, outer.low)
    return low > 0 or (low == 0 and (not inner.low_closed or outer.low_closed))


def _ends_within(inner: Range, outer: Range) -> bool:
    high = _order(inner.high, outer.high)
    return high < 0 or (high == 0 and (not inner.high_closed or outer.high_closed))


@feel("finished by", f"range:range, point:{POINT}")
@feel("finished by", "range1:range, range2:range")
def finished_by(one: Range, other: Value) -> Value:
    """The second finishes the first."""
    return finishes(other, one)


@feel("includes", f"range:range, point:{POINT}")
@feel("includes", "range1:range, range2:range")
def includes(one: Range, other: Value) -> Value:
    """The second lies within the first."""
    if not isinstance(other, Range):
        return op.in_range(other, one)
    return _starts_within(other, one) and _ends_within(other, one)


@feel("during", f"point:{POINT}, range:range")
@feel("during", "range1:range, range2:range")
def during(one: Value, other: Range) -> Value:
    """The first lies within the second."""
    return includes(other, one)


@feel("starts", f"point:{POINT}, range:range")
@feel("starts", "range1:range, range2:range")
def starts(one: Value, other: Range) -> Value:
    """The first lies within the second and begins with it."""
    if not isinstance(one, Range):
        return other.low_closed and _order(one, other.low) == 0
    return one.low_closed == other.low_closed and _order(one.low, other.low) == 0 and _ends_within(one, other)


@feel("started by", f"range:range, point:{POINT}")
@feel("started by", "range1:range, range2:range")
def started_by(one: Range, other: Value) -> Value:
    """The second starts the first."""
    return starts(other, one)


@feel("coincides", f"point1:{POINT}, point2:{POINT}")
@feel("coincides", "range1:range, range2:range")
def coincides(one: Value, other: Value) -> Value:
    """They are the same."""
    if not isinstance(one, Range):
        return _order(one, other) == 0
    ends = (one.low_closed, one.high_closed) == (other.low_closed, other.high_closed)
    return _order(one.low, other.low) == 0 and _order(one.high, other.high) == 0 and ends


@feel("range", "from:string")
def range_of_text(text: str) -> Value:
    """`range("[18..21)")`: ends are literals, and the first is not after the second."""
    if len(text) > 300:
        return None
    try:
        body = parse(text, tuple(_READERS)).children[0]
    except FeelSyntaxError:
        return None
    if not isinstance(body, Tree) or body.data != "range":
        return None
    opener, low, _, high, closer = body.children
    first, last = _literal(low), _literal(high)
    if first is None or last is None or kind(first) != kind(last):
        return None
    order = op.compare(first, last)
    return None if order is None or order > 0 else Range(first, last, opener == "[", closer == "]")


def _literal(node: object) -> Value:
    if not isinstance(node, Tree):
        return None
    rule, leaves = str(node.data), [child for child in node.children if isinstance(child, Token)]
    if rule == "number":
        return NUMBERS.create_decimal(leaves[0])
    if rule == "string":
        return unquoted(leaves[0])
    if rule == "at":
        return read_any(unquoted(leaves[0]))
    if rule == "negate":
        return op.negate(_literal(node.children[-1]))
    if rule == "invoke":
        return _called(node)
    return None


def _called(node: Tree[Token]) -> Value:
    callee, arguments = (child for child in node.children if isinstance(child, Tree))
    reader = _READERS.get(str(callee.children[0])) if callee.data == "name" else None
    given = [child for child in arguments.children if isinstance(child, Tree)]
    if reader is None or arguments.data != "positional" or len(given) != 1 or given[0].data != "string":
        return None
    return reader(unquoted(str(given[0].children[0])))
