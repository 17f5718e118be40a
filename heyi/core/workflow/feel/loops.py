"""Filters, `for` and `some`/`every`: everything that walks over lists (DMN 1.5, 10.3.2.5 and 10.3.2.14)."""

from collections.abc import Iterator
from decimal import Decimal

from heyi.core.workflow.feel.runtime import Evaluate, Run, Scope
from heyi.core.workflow.feel.temporal import Date
from heyi.core.workflow.feel.values import Range, Value, kind

Sources = list[tuple[str, Evaluate]]


def filtered(items: Value, test: Evaluate, scope: Scope, run: Run) -> Value:
    """`items[test]`: by position when the test is a number (from 1, from the end below 0), else where it is true."""
    if items is None:
        elements: list[Value] = []
    else:
        elements = items if isinstance(items, list) else [items]
    if not elements:
        return None if isinstance(test(scope, run), Decimal) or items is None else []
    kept: list[Value] = []
    for index, element in enumerate(elements):
        run.spend()
        inner = Scope({"item": element}, scope)
        if isinstance(element, dict):
            inner = Scope(element, inner)
        answer = test(inner, run)
        if index == 0 and isinstance(answer, Decimal):
            return _at(elements, answer, run)
        if answer is True:
            kept.append(element)
        elif answer is not None and answer is not False:
            return run.note("not_a_condition", kind(answer))
    return kept


def _at(elements: list[Value], position: Decimal, run: Run) -> Value:
    if position != position.to_integral_value() or not 1 <= abs(position) <= len(elements):
        return run.note("no_such_position", str(position))
    place = int(position)
    return elements[place - 1 if place > 0 else place]


def domain(value: Value, run: Run) -> Iterator[Value] | None:
    """What a loop runs over: a list, whole numbers or days of a range (down when it ends lower), or one value."""
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, Range):
        return _steps(value)
    if value is None:
        return run.note("nothing_to_iterate")  # type: ignore[func-returns-value]
    return iter([value])


def _steps(limits: Range) -> Iterator[Value] | None:
    low, high = limits.low, limits.high
    if isinstance(low, Date) and isinstance(high, Date):
        days = _steps(Range(Decimal(low.number), Decimal(high.number), limits.low_closed, limits.high_closed))
        return (Date.from_number(int(day)) for day in days) if days is not None else None
    if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
        return None
    if low != low.to_integral_value() or high != high.to_integral_value():
        return None
    first, last, step = int(low), int(high), 1 if low <= high else -1
    first += 0 if limits.low_closed else step
    last -= 0 if limits.high_closed else step
    return (Decimal(number) for number in range(first, last + step, step))


def _rounds(sources: Sources, scope: Scope, run: Run) -> Iterator[Scope | None]:
    """Every combination of the loop's variables, later ones fastest; one None when a domain cannot be iterated."""
    name, source = sources[0]
    values = domain(source(scope, run), run)
    if values is None:
        yield None
        return
    for value in values:
        run.spend()
        inner = Scope({name: value}, scope)
        if len(sources) == 1:
            yield inner
        else:
            yield from _rounds(sources[1:], inner, run)


def iterate(sources: Sources, body: Evaluate, scope: Scope, run: Run) -> Value:
    """`for ... return`: the list of results; `partial` holds those so far."""
    results: list[Value] = []
    start = Scope({"partial": results}, scope)
    for inner in _rounds(sources, start, run):
        if inner is None:
            return None
        results.append(body(inner, run))
        if len(results) > run.limits.items:
            run.stop("list_too_long")
    return results


def quantified(sources: Sources, body: Evaluate, scope: Scope, run: Run, *, decisive: bool) -> Value:
    """`some` (decisive true) and `every` (decisive false) in three-valued logic."""
    unknown = False
    for inner in _rounds(sources, scope, run):
        if inner is None:
            return None
        answer = body(inner, run)
        if answer is decisive:
            return decisive
        unknown = unknown or not isinstance(answer, bool)
    return None if unknown else not decisive
