"""Every FEEL text of a process: it compiles, it gives the kind of value that is asked for, and its names make sense."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.conditions import Compiler
from heyi.core.workflow.feel import FeelError, compile_expression
from heyi.core.workflow.graph import is_generic, is_literal
from heyi.core.workflow.parser.checks.findings import Finding, Findings, warning
from heyi.core.workflow.parser.checks.kinds import Reading, read_kinds
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.results import BOOLEAN, LIST, NUMBER
from heyi.core.workflow.parser.dialects import as_feel
from heyi.core.workflow.parser.model import Element, Trigger
from heyi.kit.errors import Problem

#: Names that the engine itself provides.
PROVIDED = frozenset({
    "outcome", "round", "error", "errorMessage", "escalation", "loopCounter", "activationCount", "waitingForStart",
    "approved", "rejected", "item", "partial",
    *(f"{word}{kind}" for word in ("numberOf", "nrOf")
      for kind in ("Instances", "ActiveInstances", "CompletedInstances", "TerminatedInstances")),
})  # fmt: skip
FOREIGN = re.compile(r"\s*[$#]\{")
SHORTEST = 4
MOST_NAMES = 400
MARKS = str.maketrans("", "", "_-")


@dataclass(frozen=True, slots=True)
class Written:
    """A text, the element that it belongs to, and the kind of value that it has to give (empty: any)."""

    owner: str
    text: str
    wanted: str = ""


def texts(layout: Layout) -> Iterator[Written]:
    """Everything in a process that is FEEL."""
    for flow in layout.process.flows:
        yield Written(flow.id, flow.condition, BOOLEAN)
    for element in layout.process.elements:
        for event in element.events:
            if event.trigger == Trigger.CONDITIONAL:
                yield Written(element.id, event.expression, BOOLEAN)
            elif event.trigger == Trigger.TIMER and not is_literal(event.expression):
                yield Written(element.id, event.expression, "timer")
            yield Written(element.id, event.correlation)
        yield from _of_activity(element)


def _of_activity(element: Element) -> Iterator[Written]:
    if element.multi:
        yield Written(element.id, element.multi.cardinality, NUMBER)
        yield Written(element.id, element.multi.collection, LIST)
        yield Written(element.id, element.multi.completion, BOOLEAN)
    if element.loop:
        yield Written(element.id, element.loop.condition, BOOLEAN)
    yield Written(element.id, element.completion, BOOLEAN)
    yield Written(element.id, element.activation, BOOLEAN)
    for one in (*element.inputs, *element.outputs):
        yield Written(element.id, one.expression)
    if element.work and element.work.kind == "script":
        yield Written(element.id, element.work.text)


def expressions(layout: Layout, compiler: Compiler) -> Findings:
    """Compile everything; look closer at what compiles."""
    for one in texts(layout):
        if not one.text:
            continue
        problem = _compiles(one.text, compiler)
        if problem and FOREIGN.match(one.text):
            message = _("Expressions are written in FEEL; this one is in another language: %(text)s")
            yield Finding(one.owner, "not_feel", message % {"text": one.text})
        elif problem:
            yield Finding(one.owner, "bad_condition", problem)
        else:
            yield from _kinds(one)
    for element in layout.process.elements:
        yield from _results(element)
        for target in (one.target for one in (*element.inputs, *element.outputs)):
            if not target:
                yield Finding(element.id, "no_target", _("Say which variable takes this value."))
    yield from _mixed(layout)
    yield from _misspelled(layout)


def _compiles(text: str, compiler: Compiler) -> str:
    """What is wrong with a text; empty when nothing is."""
    try:
        compiler(text)
    except Problem as problem:
        return str(problem)
    except (ValueError, SyntaxError) as error:
        return str(error)
    return ""


def _kinds(one: Written) -> Findings:
    reading = read_kinds(one.text)
    for problem in reading.problems:
        yield Finding(one.owner, "wrong_kind", problem)
    if not reading.kind or reading.problems:
        return
    values = {"text": one.text, "kind": reading.kind}
    if one.wanted == BOOLEAN and reading.kind != BOOLEAN:
        yield Finding(one.owner, "not_boolean", _("“%(text)s” is a %(kind)s; it is never true or false.") % values)
    elif one.wanted in (NUMBER, LIST) and reading.kind != one.wanted:
        yield Finding(one.owner, "wrong_kind", _("“%(text)s” is a %(kind)s, which cannot stand here.") % values)
    elif one.wanted == "timer" and reading.kind in (NUMBER, BOOLEAN, LIST, "context", "null", "time", "range"):
        yield Finding(one.owner, "bad_timer", _("“%(text)s” is a %(kind)s and tells no moment.") % values)


def _results(element: Element) -> Findings:
    work = element.work
    if work and work.kind == "script" and work.text and not work.result:
        kind = read_kinds(work.text).kind
        if kind not in ("", "context"):
            yield warning(element.id, "result_lost", _("Name the variable that takes the result; it is lost."))


def _mixed(layout: Layout) -> Findings:
    """A variable that is taken for a number in one place and for a text in another: one of them is never true."""
    seen: dict[str, dict[str, str]] = {}
    for one in texts(layout):
        reading: Reading = read_kinds(one.text) if one.text else Reading()
        for name, kinds in reading.uses.items():
            for kind in sorted(kinds):
                known = seen.setdefault(name, {})
                if known and kind not in known:
                    values = {"name": name, "one": next(iter(known)), "other": kind}
                    message = _("“%(name)s” is a %(one)s elsewhere and a %(other)s here; one of them is never true.")
                    yield warning(one.owner, "mixed_kinds", message % values)
                known.setdefault(kind, one.owner)


def set_names(layout: Layout) -> set[str]:
    """Variables that the process itself sets."""
    found: set[str] = set()
    for element in layout.process.elements:
        found |= {one.target.partition(".")[0] for one in (*element.inputs, *element.outputs)}
        found |= {element.work.result} if element.work else set()
        found |= set(element.approval.fields) if element.approval else set()
        if element.multi and is_generic(element):
            found |= {element.multi.item, element.multi.results}
    return found - {""}


def _misspelled(layout: Layout) -> Findings:
    """A name used once that differs in one letter from a name that is set or often used: nothing will ever set it.

    That other names come from the document or from whoever starts the case cannot be known here.
    """
    used: Counter[str] = Counter()
    places: dict[str, str] = {}
    for one in texts(layout):
        for name in _names(one.text):
            used[name] += 1
            places.setdefault(name, one.owner)
    known = {name for name, count in used.items() if count > 1} | set_names(layout) | PROVIDED
    for name, count in used.items() if len(used) <= MOST_NAMES else ():
        if count == 1 and name not in known and len(name) >= SHORTEST:
            close = next((other for other in sorted(known) if _is_slip(name, other)), None)
            if close is not None:
                message = _("Nothing sets “%(name)s”. Is “%(other)s” meant?") % {"name": name, "other": close}
                yield warning(places[name], "unknown_name", message)


def _names(text: str) -> frozenset[str]:
    try:
        return compile_expression(as_feel(text)).free_names if text else frozenset()
    except FeelError:
        return frozenset()


def _is_slip(name: str, other: str) -> bool:
    """One letter more, less or different, two exchanged, or another case; digits are told apart on purpose."""
    if len(other) < SHORTEST or abs(len(name) - len(other)) > 1:
        return False
    one, two = name.lower().translate(MARKS), other.lower().translate(MARKS)
    if one == two:
        return True
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    rest, rest_two = one[start:], two[start:]
    changed = set(rest[:1] + rest_two[:1])
    if any(letter.isdigit() for letter in changed):
        return False
    exchanged = len(rest) > 1 and rest[1::-1] + rest[2:] == rest_two
    return exchanged or rest[1:] == rest_two[1:] or rest[1:] == rest_two or rest == rest_two[1:]
