"""Kinds of values of FEEL expressions, as far as they can be told without running them.

The empty kind means that only the case can tell. A comparison or calculation of kinds that do not fit gives null in
FEEL (DMN 1.5, 10.3.2.13), which a condition takes for false: it is never an error at run time, only never true.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from lark import Token, Tree

from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.errors import FeelError
from heyi.core.workflow.feel.grammar import parse
from heyi.core.workflow.feel.strings import unquoted
from heyi.core.workflow.feel.syntax import Node, parts
from heyi.core.workflow.feel.values import kind as kind_of
from heyi.core.workflow.feel.written import read_any
from heyi.core.workflow.parser.checks.results import BOOLEAN, LIST, NUMBER, ORDERED, PLAIN, RESULTS, STRING, calculated
from heyi.core.workflow.parser.dialects import as_feel
from heyi.kit.errors import Text


@dataclass(slots=True)
class Reading:
    """What was noticed about an expression: its kind, what does not fit in it, and as what it uses its variables."""

    kind: str = ""
    problems: list[Text] = field(default_factory=list)
    uses: dict[str, set[str]] = field(default_factory=dict)


@lru_cache(maxsize=2048)
def tree_of(text: str) -> Node | None:
    """The syntax tree of an expression; None for what is not FEEL."""
    try:
        return parse(as_feel(text), tuple(sorted(builtins())))
    except FeelError:
        return None


def read_kinds(text: str) -> Reading:
    """The kinds in an expression; nothing is known about what is not FEEL."""
    tree, reading = tree_of(text), Reading()
    if tree is not None:
        reading.kind = _Kinds(reading).of(tree)
    return reading


def variable(node: Any) -> str:
    """``order.amount`` for a name or a path of names; empty for anything else."""
    while isinstance(node, Tree) and node.data in ("expression", "group"):
        node = parts(node)[0]
    if not isinstance(node, Tree):
        return ""
    if node.data == "name":
        name = str(parts(node)[0])
        return "" if name in builtins() else name
    if node.data == "path":
        value, member = parts(node)
        holder = variable(value)
        return f"{holder}.{member}" if holder else ""
    return ""


class _Kinds:
    """Goes through a tree from the leaves up."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.bound: list[set[str]] = []

    def of(self, node: Any) -> str:
        if not isinstance(node, Tree):
            return ""
        rule = str(node.data).strip("_")
        made: Callable[..., str] | None = getattr(self, f"_{rule}", None)
        if made is not None:
            return made(*parts(node))
        for child in parts(node):
            self.of(child)
        return PLAIN.get(rule, "")

    def _problem(self, text: Text) -> None:
        if text not in self.reading.problems:
            self.reading.problems.append(text)

    def _used(self, node: Any, kind: str) -> None:
        name = variable(node)
        if name and kind not in ("", "null") and not any(name.split(".")[0] in names for names in self.bound):
            self.reading.uses.setdefault(name, set()).add(kind)

    def _expression(self, body: Any) -> str:
        return self.of(body)

    _group = _expression

    def _at(self, token: Token) -> str:
        return kind_of(read_any(unquoted(token)))

    def _or(self, left: Any, right: Any) -> str:
        for side in (left, right):
            kind = self.of(side)
            self._used(side, BOOLEAN)
            if kind not in ("", BOOLEAN, "null"):
                self._problem(_("“and” and “or” join conditions, not values: %(kind)s.") % {"kind": kind})
        return BOOLEAN

    _and = _or

    def _compare(self, left: Any, sign: Token, right: Any) -> str:
        self._pair(left, right, ordered=sign.type not in ("EQ", "NE"))
        return BOOLEAN

    def _pair(self, left: Any, right: Any, *, ordered: bool) -> None:
        one, other = self.of(left), self.of(right)
        self._used(left, other)
        self._used(right, one)
        if one and other and one != other and not {one, other} & {"null", LIST}:
            values = {"one": one, "other": other}
            self._problem(_("A %(one)s and a %(other)s cannot be compared; this is never true.") % values)
        elif ordered:
            for kind in {one, other} - ORDERED - {""}:
                self._problem(_("There is no order of this kind of value: %(kind)s.") % {"kind": kind})

    def _between(self, value: Any, low: Any, high: Any) -> str:
        self._pair(value, low, ordered=True)
        self._pair(value, high, ordered=True)
        return BOOLEAN

    def _in(self, value: Any, tests: Any) -> str:
        for test in parts(tests) if tests.data == "tests" else [tests]:
            inner = parts(test)
            if test.data == "compare_test":
                self._pair(value, inner[1], ordered=inner[0].type not in ("EQ", "NE"))
                continue
            body = inner[0]
            ends = [one for one in parts(body) if isinstance(one, Tree)] if body.data in ("range", "list") else [body]
            for end in ends:
                self._pair(value, end, ordered=body.data == "range")
        return BOOLEAN

    def _arithmetic(self, left: Any, right: Any, sign: str) -> str:
        one, other = self.of(left), self.of(right)
        for side, kind in ((left, other), (right, one)):
            if kind == NUMBER and sign in "+-":
                self._used(side, NUMBER)
        if not one or not other:  # what adds to a number or a text can only be of its kind
            known = one or other
            return known if (known == NUMBER and sign in "+-") or (known == STRING and sign == "+") else ""
        result = calculated(one, other, sign)
        if not result:
            values = {"one": one, "other": other, "sign": sign}
            self._problem(_("There is no %(one)s %(sign)s %(other)s; this gives nothing.") % values)
        return result

    def _add(self, left: Any, right: Any) -> str:
        return self._arithmetic(left, right, "+")

    def _subtract(self, left: Any, right: Any) -> str:
        return self._arithmetic(left, right, "-")

    def _multiply(self, left: Any, right: Any) -> str:
        return self._arithmetic(left, right, "*")

    def _divide(self, left: Any, right: Any) -> str:
        return self._arithmetic(left, right, "/")

    def _power(self, left: Any, right: Any) -> str:
        return self._arithmetic(left, right, "**")

    def _negate(self, value: Any) -> str:
        return self.of(value)

    def _if(self, condition: Any, then: Any, otherwise: Any) -> str:
        kind = self.of(condition)
        self._used(condition, BOOLEAN)
        if kind not in ("", BOOLEAN, "null"):
            self._problem(_("“if” needs a condition, not a value: %(kind)s.") % {"kind": kind})
        one, other = self.of(then), self.of(otherwise)
        return one if one == other else ""

    def _path(self, value: Any, token: Token) -> str:
        self.of(value)
        return ""

    def _filter(self, value: Any, condition: Any) -> str:
        self.of(value)
        with self._knowing({"item"}, everything=True):
            self.of(condition)
        return ""

    def _loop(self, iterators: Any, body: Any) -> None:
        names: set[str] = set()
        for iterator in parts(iterators):
            name, *domain = parts(iterator)
            for one in domain:
                self.of(one)
            names.add(str(name))
        with self._knowing(names):
            self.of(body)

    def _for(self, iterators: Any, body: Any) -> str:
        self._loop(iterators, body)
        return LIST

    def _some(self, iterators: Any, body: Any) -> str:
        self._loop(iterators, body)
        return BOOLEAN

    _every = _some

    def _invoke(self, callee: Any, arguments: Any) -> str:
        inner = [one for one in parts(arguments) if isinstance(one, Tree)]
        for one in inner:
            for part in parts(one) if one.data == "named_argument" else [one]:
                self.of(part)
        name = str(parts(callee)[0]) if callee.data == "name" else ""
        if name == "not" and arguments.data == "positional" and len(inner) == 1:
            self._used(inner[0], BOOLEAN)
        if not name:
            self.of(callee)
        return RESULTS.get(name, "")

    @contextmanager
    def _knowing(self, names: set[str], *, everything: bool = False) -> Iterator[None]:
        """Names that mean something else inside; in a filter, any name may be a member of the items."""
        uses = {name: set(kinds) for name, kinds in self.reading.uses.items()} if everything else None
        self.bound.append(names)
        yield
        self.bound.pop()
        if uses is not None:
            self.reading.uses = uses
