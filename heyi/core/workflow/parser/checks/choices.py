"""Choices: values for which no way leads on, ways that nobody can ever go, and conditions that overlap."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.feel.values import write
from heyi.core.workflow.parser.checks.findings import Finding, Findings, warning
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.samples import Row, Sample, Table, tabulate
from heyi.core.workflow.parser.model import Element, Flow, Kind

NOT_CHOOSING = frozenset({Kind.PARALLEL, Kind.EVENT_BASED, Kind.END})


@dataclass(frozen=True, slots=True)
class Ways:
    """Which flows can be taken together out of an element, its default included; None when that is not known."""

    together: frozenset[frozenset[str]] | None
    table: Table | None
    flows: tuple[Flow, ...]


def ways_of(kind: str, outgoing: list[Flow], default: str) -> Ways:
    """The ways out, as the engine takes them: the first that holds for an exclusive gateway, else all that hold; the
    default when there is none."""
    flows = tuple(flow for flow in outgoing if flow.id != default)
    table = tabulate([flow.condition for flow in flows])
    if table is None:
        return Ways(None, None, flows)
    together = set()
    for row in table.rows:
        taken = [flow for flow, holds in zip(flows, row.holds, strict=True) if holds]
        if kind == Kind.EXCLUSIVE:
            taken = taken[:1]
        names = {flow.id for flow in taken}
        alone = kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.COMPLEX)
        if default and (not names or (not alone and not any(flow.condition for flow in taken))):
            names.add(default)
        if names:
            together.add(frozenset(names))
    return Ways(frozenset(together), table, flows)


def choices(layout: Layout) -> Findings:
    """Gaps, dead ways and overlaps at every element that chooses."""
    for element in layout.process.elements:
        outgoing = layout.leaving(element)
        if element.kind in NOT_CHOOSING or not any(flow.condition for flow in outgoing):
            continue
        ways = ways_of(element.kind, outgoing, element.default)
        table = ways.table
        if table is None:
            if not element.default and all(flow.condition for flow in outgoing):
                yield _no_default(element)
            continue
        if not element.default:
            yield from _gaps(element, table)
        yield from _never(element, ways, table)
        if element.kind == Kind.EXCLUSIVE:
            yield from _overlaps(ways, table)


def _no_default(element: Element) -> Finding:
    message = _("Without a default flow, the case stops here when no condition is true.")
    return warning(element.id, "no_default", message)


def _gaps(element: Element, table: Table) -> Findings:
    open_rows = [row for row in table.rows if not any(row.holds)]
    sure = [row for row in open_rows if row.sure]
    if sure and not table.free:
        message = _("No way out for %(values)s: add a default flow or a condition.") % {"values": _told(sure, table)}
        yield Finding(element.id, "gap", message)
    elif open_rows:
        yield _no_default(element)


def _never(element: Element, ways: Ways, table: Table) -> Findings:
    taken = frozenset().union(*(ways.together or ()))
    for place, flow in enumerate(ways.flows):
        if flow.id in taken or place in table.free:
            continue
        if not any(row.holds[place] for row in table.rows):
            message = _("This condition is never true, so that this way is never taken.")
        else:
            message = _("This way is never taken: an earlier one is taken whenever its condition is true.")
        yield Finding(flow.id, "never_taken", message)
    default_dead = element.default and element.default not in taken
    if default_dead and any(not flow.condition for flow in ways.flows) and element.kind == Kind.EXCLUSIVE:
        message = _("This way is never taken: an earlier one is taken whenever its condition is true.")
        yield Finding(element.default, "never_taken", message)


def _overlaps(ways: Ways, table: Table) -> Findings:
    for second, flow in enumerate(ways.flows):
        for first in range(second):
            same = table.names[first] == table.names[second] and len(table.names[first]) == 1
            if not same or {first, second} & table.free:
                continue
            both = [row for row in table.rows if row.holds[first] and row.holds[second]]
            if both and _is_new(table, first, second):
                winner = ways.flows[first]
                values = {"values": _told(both, table), "winner": winner.name or winner.id}
                message = _("For %(values)s an earlier condition is true too; “%(winner)s” wins.") % values
                yield warning(flow.id, "overlap", message)
                break


def _is_new(table: Table, first: int, second: int) -> bool:
    """Whether the later way is taken at all; else it has been refused."""
    return any(row.holds[second] and not any(row.holds[:second]) for row in table.rows)


# ---- how values are told -----------------------------------------------------------------------------------------


def _told(rows: list[Row], table: Table) -> str:
    """``amount <= 0``, several ranges joined; for several variables the first combination."""
    names = list(table.samples)
    if len(names) != 1:
        return " ∧ ".join(_range(name, [sample]) for name, sample in rows[0].values) or "…"
    name = names[0]
    wanted = {id(sample) for row in rows for _, sample in row.values}
    runs: list[list[Sample]] = []
    before = False
    for sample in table.samples[name]:
        here = id(sample) in wanted
        joins = (
            bool(runs) and before and bool(sample.low or sample.high) and bool(runs[-1][-1].low or runs[-1][-1].high)
        )
        if here and joins:
            runs[-1].append(sample)
        elif here:
            runs.append([sample])
        before = here
    return ", ".join(_range(name, run) for run in runs)


def _range(name: str, run: list[Sample]) -> str:
    first, last = run[0], run[-1]
    if first is last and first.exact:
        return f"{name} = {write(first.value, inner=True)}"
    if first.value == "?" and first.low == "?":
        return f"{name} != null"
    if not (first.low or first.high):
        return f"{name}: …"
    low = f"{first.low} {'<=' if first.exact else '<'} " if first.low else ""
    high = f" {'<=' if last.exact else '<'} {last.high}" if last.high else ""
    if low and not high:
        return f"{name} {'>=' if first.exact else '>'} {first.low}"
    return f"{low}{name}{high}"
