"""List functions (DMN 1.5, table 77)."""

from decimal import Decimal
from functools import cmp_to_key

from heyi.core.workflow.feel import operators as op
from heyi.core.workflow.feel.builtin.registry import feel, feel_list, feel_rest
from heyi.core.workflow.feel.calls import invoke_positional
from heyi.core.workflow.feel.runtime import Run
from heyi.core.workflow.feel.values import NUMBERS, Function, Value

Items = list[Value]


def same(left: Value, right: Value) -> bool:
    """Equality as list functions see it: null is the same as null, other kinds differ."""
    return op.equal(left, right) is True


def _place(position: Decimal, length: int) -> int | None:
    """The Python index of a FEEL position (1 is the first, -1 the last; fractions are dropped), or None."""
    place = int(position) if abs(position) <= length else 0
    if not place:
        return None
    return place - 1 if place > 0 else length + place


@feel("list contains", "list:list, element:any")
def list_contains(items: Items, element: Value) -> Value:
    """Whether the element is in the list."""
    return any(same(item, element) for item in items)


@feel("count", "list:list")
def count(items: Items) -> Value:
    """How many elements."""
    return Decimal(len(items))


def _extreme(items: Items, sign: int) -> Value:
    if not items:
        return None
    best = items[0]
    for item in items:
        order = op.compare(item, best)
        if order is None:
            return None
        if order == sign:
            best = item
    return best


@feel_list("min")
def minimum(items: Items) -> Value:
    """The least element; null when they cannot be compared."""
    return _extreme(items, -1)


@feel_list("max")
def maximum(items: Items) -> Value:
    """The greatest element; null when they cannot be compared."""
    return _extreme(items, 1)


def _added(items: Items) -> Value:
    total = items[0] if items else None
    for item in items[1:]:
        total = op.add(total, item)
    return None if isinstance(total, str) or op.multiply(total, Decimal(1)) is None else total


@feel_list("sum")
def total(items: Items) -> Value:
    """The sum of numbers or durations; null for nothing."""
    return _added(items)


@feel_list("mean")
def mean(items: Items) -> Value:
    """The average."""
    whole = _added(items)
    return None if whole is None else op.divide(whole, Decimal(len(items)))


def _numbers(items: Items) -> bool:
    return bool(items) and all(isinstance(item, Decimal) for item in items)


@feel_list("product")
def product(items: Items) -> Value:
    """The product of numbers."""
    if not _numbers(items):
        return None
    result = Decimal(1)
    for item in items:
        result = NUMBERS.multiply(result, item)
    return result


@feel_list("median")
def median(items: Items) -> Value:
    """The middle number, or the mean of the two in the middle."""
    if not _numbers(items):
        return None
    ordered = sorted(items)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return NUMBERS.divide(NUMBERS.add(ordered[half - 1], ordered[half]), Decimal(2))


@feel_list("stddev")
def stddev(items: Items) -> Value:
    """The standard deviation of a sample."""
    if not _numbers(items) or len(items) < 2:
        return None
    average = NUMBERS.divide(_added(items), Decimal(len(items)))
    squares = Decimal(0)
    for item in items:
        squares = NUMBERS.add(squares, NUMBERS.power(NUMBERS.subtract(item, average), Decimal(2)))
    return NUMBERS.sqrt(NUMBERS.divide(squares, Decimal(len(items) - 1)))


@feel_list("mode")
def mode(items: Items) -> Value:
    """The numbers that occur most often, ascending."""
    if not items:
        return []
    if not _numbers(items):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(number for number, times in counts.items() if times == most)


@feel_list("all")
def all_true(items: Items) -> Value:
    """False if one is false, true if all are true, else null."""
    if False in [item for item in items if isinstance(item, bool)]:
        return False if all(item is None or isinstance(item, bool) for item in items) or False in items else None
    return True if all(item is True for item in items) else None


@feel_list("any")
def any_true(items: Items) -> Value:
    """True if one is true, false if all are false, else null."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@feel("sublist", "list:list, start position:number, length?:number")
def sublist(items: Items, start: Decimal, length: Decimal | None = None) -> Value:
    """Elements from a position on."""
    place = _place(start, len(items))
    if place is None or (length is not None and (length < 0 or place + length > len(items))):
        return None
    return items[place:] if length is None else items[place : place + int(length)]


@feel("append", "list:list, item:any")
def append(items: Items, item: Value) -> Value:
    """A list with one more element at its end."""
    return [*items, item]


@feel_rest("append")
def append_several(given: Items) -> Value:
    """A list with several more elements at its end."""
    if len(given) < 3 or given[0] is None:
        return None
    return [*(given[0] if isinstance(given[0], list) else [given[0]]), *given[1:]]


@feel_list("concatenate")
def concatenate(lists: Items) -> Value:
    """Lists after another; null when one of them is null."""
    if any(part is None for part in lists):
        return None
    return [item for part in lists for item in (part if isinstance(part, list) else [part])]


@feel("insert before", "list:list, position:number, newItem:any")
def insert_before(items: Items, position: Decimal, item: Value) -> Value:
    """A list with one more element."""
    place = _place(position, len(items))
    return None if place is None else [*items[:place], item, *items[place:]]


@feel("remove", "list:list, position:number")
def remove(items: Items, position: Decimal) -> Value:
    """A list with one element less."""
    place = _place(position, len(items))
    return None if place is None else [*items[:place], *items[place + 1 :]]


@feel("list replace", "list:list, position:number, newItem:any")
def replace_at(items: Items, position: Decimal, item: Value) -> Value:
    """A list with another element at a position."""
    place = _place(position, len(items))
    return None if place is None else [*items[:place], item, *items[place + 1 :]]


@feel("list replace", "list:list, match:function, newItem:any", run=True)
def replace_matching(items: Items, match: Function, item: Value, run: Run) -> Value:
    """A list with another element wherever `match(element, new element)` is true."""
    replaced: Items = []
    for element in items:
        answer = invoke_positional(match, [element, item], run, "match")
        if not isinstance(answer, bool):
            return None
        replaced.append(item if answer else element)
    return replaced


@feel("reverse", "list:list")
def reverse(items: Items) -> Value:
    """Last to first."""
    return items[::-1]


@feel("index of", "list:list, match:any")
def index_of(items: Items, match: Value) -> Value:
    """The positions of an element."""
    return [Decimal(index) for index, item in enumerate(items, 1) if same(item, match)]


def _distinct(items: Items, run: Run) -> Items:
    kept: Items = []
    for item in items:
        run.spend(1 + len(kept) // 8)
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


@feel("distinct values", "list:list", run=True)
def distinct_values(items: Items, run: Run) -> Value:
    """Each value once, where it stood first."""
    return _distinct(items, run)


@feel_list("union", run=True)
def union(lists: Items, run: Run) -> Value:
    """Lists after another, each value once."""
    items = concatenate(lists)
    return None if items is None else _distinct(items, run)


@feel("flatten", "list:list", run=True)
def flatten(items: Items, run: Run) -> Value:
    """Lists within lists opened."""
    flat: Items = []
    waiting = items[::-1]
    while waiting:
        run.spend()
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item[::-1])
        else:
            flat.append(item)
    return flat


@feel("sort", "list:list, precedes?:function", run=True)
def sort(items: Items, precedes: Function | None, run: Run) -> Value:
    """By `precedes(x, y)`, or ascending; equal elements keep their order."""

    def order(left: Value, right: Value) -> int:
        run.spend()
        if precedes is None:
            found = op.compare(left, right)
            if found is None:
                raise ArithmeticError
            return found
        answer = invoke_positional(precedes, [left, right], run, "precedes")
        if not isinstance(answer, bool):
            raise ArithmeticError
        if answer:
            return -1
        return 1 if invoke_positional(precedes, [right, left], run, "precedes") is True else 0

    return sorted(items, key=cmp_to_key(order))
