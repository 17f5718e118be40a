"""Conditions on flows over all values that make a difference.

A condition that compares variables with written values is the same everywhere between two of these values. So a few
samples, each standing for a whole range, tell everything: the written values, one between each two, one beyond each
end, and null. The conditions themselves are asked, by the evaluator that runs them; nothing is calculated twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from lark import Tree

from heyi.core.workflow.feel import FeelError, compile_expression, from_python, to_python
from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.compiler import Compiler
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.syntax import Node, parts
from heyi.core.workflow.feel.values import write
from heyi.core.workflow.parser.checks.kinds import tree_of, variable
from heyi.core.workflow.parser.dialects import as_feel

#: How many conditions are asked for one gateway at most.
MOST = 40_000
MOST_FREE = 6


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a variable, and the range that it stands for: from ``low`` to ``high`` as written, both empty at the
    ends. ``sure`` says that a document can be expected to have such a value: not null, and no text that is not written
    anywhere, and nothing between two neighbouring whole numbers.
    """

    value: Any
    low: str = ""
    high: str = ""
    exact: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of samples, and which conditions hold there."""

    values: tuple[tuple[str, Sample], ...]
    holds: tuple[bool, ...]

    @property
    def sure(self) -> bool:
        """Whether such a combination is to be expected."""
        return all(sample.sure for _, sample in self.values)


@dataclass(slots=True)
class Table:
    """All rows. ``free`` are the places of conditions that nothing is known about; they are taken both ways."""

    rows: list[Row]
    names: list[frozenset[str]]
    free: frozenset[int]
    samples: dict[str, list[Sample]] = field(default_factory=dict)


def tabulate(conditions: list[str]) -> Table | None:
    """Every row for some conditions (an empty one always holds); None when there are too many."""
    written: dict[str, list[Any]] = {}
    names: list[frozenset[str]] = []
    free: set[int] = set()
    for place, text in enumerate(conditions):
        found: dict[str, list[Any]] = {}
        tree = tree_of(text) if text else None
        known = not text or (tree is not None and _collect(tree, found))
        names.append(frozenset(found) if known else frozenset())
        if not known:
            free.add(place)
            continue
        for name, values in found.items():
            written.setdefault(name, []).extend(values)
    samples = {name: _samples(values) for name, values in written.items()}
    mixed = {name for name, found_samples in samples.items() if not found_samples}
    for place, used in enumerate(names):
        if used & mixed:
            free.add(place)
    samples = {name: found_samples for name, found_samples in samples.items() if name not in mixed}
    count = 2 ** len(free)
    for found_samples in samples.values():
        count *= len(found_samples)
    if count * len(conditions) > MOST or len(free) > MOST_FREE or _nested(set(samples)):
        return None
    return Table(list(_rows(conditions, samples, free)), names, frozenset(free), samples)


def _nested(names: set[str]) -> bool:
    """Whether one variable is a member of another: their samples would contradict each other."""
    return any(other.startswith(f"{name}.") for name in names for other in names)


def _rows(conditions: list[str], samples: dict[str, list[Sample]], free: set[int]) -> Iterator[Row]:
    ready = {
        place: compile_expression(as_feel(text)) for place, text in enumerate(conditions) if text and place not in free
    }
    loose = sorted(free)
    for chosen in product(*samples.values()):
        context = _context(dict(zip(samples, (sample.value for sample in chosen), strict=True)))
        holds = [True] * len(conditions)
        for place, expression in ready.items():
            holds[place] = expression.run(context).value is True
        values = tuple(zip(samples, chosen, strict=True))
        for ways in product((True, False), repeat=len(loose)):
            for place, way in zip(loose, ways, strict=True):
                holds[place] = way
            yield Row(values, tuple(holds))


def _context(values: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        inner = made
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return made


def _samples(values: list[Any]) -> list[Sample]:
    """Samples of one variable; none when its values are of different kinds or of a kind without samples."""
    null = Sample(None, exact=True, sure=False)
    given = [value for value in values if value is not None]
    kinds = {type(value) for value in given}
    if not given:
        return [Sample("?", low="?"), null]
    if kinds == {bool}:
        return [Sample(True, exact=True), Sample(False, exact=True), null]
    if kinds == {str}:
        texts = sorted(set(given))
        other = "".join(texts) + "?"
        return [*[Sample(text, exact=True) for text in texts], Sample(other, sure=False), null]
    try:
        ordered = sorted({to_python(value) for value in given})  # type: ignore[type-var]
    except TypeError:
        return []
    line = _line(ordered) if len(kinds) == 1 else []
    return [*line, null] if line else []


def _line(ordered: list[Any]) -> list[Sample]:
    """Points and what lies between them and beyond, from below."""
    steps = {int: Decimal(1), Decimal: Decimal(1), date: timedelta(days=1), datetime: timedelta(seconds=1),
             timedelta: timedelta(seconds=1)}  # fmt: skip
    step: Any = steps.get(type(ordered[0]))
    if step is None:
        return []
    texts = [write(from_python(value), inner=True) for value in ordered]
    found = [Sample(from_python(ordered[0] - step), high=texts[0])]
    for (value, text), following in zip(pairwise([*zip(ordered, texts, strict=True), (None, "")]), [*ordered[1:], None],
                                        strict=True):  # fmt: skip
        found.append(Sample(from_python(value[0]), low=value[1], high=value[1], exact=True))
        if following is not None and not (type(following) is date and following - value[0] <= step):
            between = value[0] + (following - value[0]) / 2
            whole = type(step) is not Decimal or value[0] % 1 or following % 1 or following - value[0] > 1
            found.append(Sample(from_python(between), low=value[1], high=text[1], sure=bool(whole)))
    found.append(Sample(from_python(ordered[-1] + step), low=texts[-1]))
    return found


# ---- which values are written ------------------------------------------------------------------------------------


def _collect(node: Any, found: dict[str, list[Any]]) -> bool:
    """Gather the values that each variable is compared with; whether the condition consists of nothing else."""
    if not isinstance(node, Tree):
        return False
    inner = parts(node)
    match str(node.data).strip("_"):
        case "expression" | "group":
            return _collect(inner[0], found)
        case "and" | "or":
            return all(_collect(one, found) for one in inner)
        case "true" | "false" | "null":
            return True
        case "name" | "path":
            return _note(found, node, [True])
        case "compare":
            left, _, right = inner
            return _note(found, left, _literals([right])) or _note(found, right, _literals([left]))
        case "between":
            return _note(found, inner[0], _literals(inner[1:]))
        case "in":
            return _in(inner[0], inner[1], found)
        case "invoke":
            callee, arguments = inner
            is_not = callee.data == "name" and str(parts(callee)[0]) == "not" and arguments.data == "positional"
            return is_not and len(parts(arguments)) == 1 and _collect(parts(arguments)[0], found)
    return False


def _in(value: Any, tests: Node, found: dict[str, list[Any]]) -> bool:
    written: list[Any] = []
    for test in parts(tests) if tests.data == "tests" else [tests]:
        inner = parts(test)
        body = inner[-1]
        if test.data == "value_test" and body.data in ("range", "list", "half_range"):
            written += [one for one in parts(body) if isinstance(one, Tree)]
        else:
            written.append(body)
    return _note(found, value, _literals(written))


def _note(found: dict[str, list[Any]], node: Any, values: list[Any] | None) -> bool:
    name = variable(node)
    if not name or values is None:
        return False
    found.setdefault(name, []).extend(values)
    return True


def _literals(nodes: list[Any]) -> list[Any] | None:
    """The values of nodes that are written out; None when one is not."""
    values = []
    for node in nodes:
        if not isinstance(node, Tree):
            return None
        compiler = Compiler(builtins(), {})
        try:
            evaluate = compiler.compile(node)
            value = None if compiler.free or node.data == "name" else evaluate(Scope({}), Run())
        except FeelError:
            return None
        if compiler.free or node.data == "name" or (value is None and node.data != "null"):
            return None
        if "invoke" in {str(one.data) for one in node.iter_subtrees()} and not _is_date(node):
            return None
        values.append(value)
    return values


def _is_date(node: Node) -> bool:
    """``date("2026-12-01")`` is as good as a literal; what depends on the day is not."""
    called = [str(parts(parts(one)[0])[0]) for one in node.find_data("invoke") if parts(one)[0].data == "name"]
    return bool(called) and set(called) <= {"date", "date and time", "duration"} and not list(node.find_data("named"))
