"""The values with which the tests of a cell compare, when comparing with values is all that they do."""

from dataclasses import dataclass, field

from lark import Token, Tree

from heyi.core.workflow.dmn.texts import ExpressionText, TestsText
from heyi.core.workflow.feel import FeelError
from heyi.core.workflow.feel.api import read_tests
from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.compiler import Compiler
from heyi.core.workflow.feel.grammar import parse
from heyi.core.workflow.feel.runtime import Limits, Run, Scope
from heyi.core.workflow.feel.syntax import Node, is_name, parts
from heyi.core.workflow.feel.values import Function, Range, Value

_MOVING = frozenset({"now", "today", "random number"})
_THROUGH = frozenset({"tests", "value_test", "compare_test", "group", "and_", "or_", "compare", "between", "in_"})
_FEW = Limits(steps=2_000, depth=10, items=500, characters=10_000)


class NotAnalysed(Exception):
    """The cell does more than comparing with values that are known beforehand."""


@dataclass(slots=True)
class Constants:
    """What the cells of a column compare with: by equality only, or (`is_ordered`) also by order."""

    values: list[Value] = field(default_factory=list)
    has_null: bool = False
    ordered: list[Value] = field(default_factory=list)

    def add(self, tests: TestsText) -> None:
        """Take in a cell; NotAnalysed, and nothing taken in, for one that does more than compare."""
        found = Constants()
        if not tests.is_any:
            if tests.language:
                raise NotAnalysed
            try:
                tree, _is_negated = read_tests(tests.text, tuple(sorted(tests.names)))
                if tree is not None:
                    found.walk(tree)
            except FeelError:
                raise NotAnalysed from None
        self.values += found.values
        self.ordered += found.ordered
        self.has_null = self.has_null or found.has_null

    @property
    def is_ordered(self) -> bool:
        """Whether any text is compared by order."""
        return any(isinstance(value, str) for value in self.ordered)

    def walk(self, node: Node, *, by_order: bool = False) -> None:
        """Collect the values of a tree in which `?` is only compared."""
        rule = str(node.data)
        if not _mentions(node, "?"):
            if rule == "compare_test":
                sign, operand = parts(node)
                self.walk(operand, by_order=sign.type not in ("EQ", "NE"))
            elif rule == "tests":
                for inner in parts(node):
                    self.walk(inner)
            elif rule == "value_test":
                self.walk(parts(node)[0])
            else:
                self._take(_constant(node), by_order)
        elif rule == "name":
            return
        elif rule == "invoke" and _is_not(node):
            self.walk(parts(parts(node)[1])[0])
        elif rule in _THROUGH:
            self._comparison(node, rule)
        else:
            raise NotAnalysed

    def _comparison(self, node: Node, rule: str) -> None:
        inner = [part for part in parts(node) if isinstance(part, Tree)]
        signs = [part.type for part in parts(node) if isinstance(part, Token)]
        by_order = rule == "between" or any(sign in ("LT", "LE", "GT", "GE") for sign in signs)
        for part in inner:
            self.walk(part, by_order=by_order)

    def _take(self, value: Value, by_order: bool) -> None:
        if value is None:
            self.has_null = True
        elif isinstance(value, list):
            for item in value:
                self._take(item, by_order)
        elif isinstance(value, Range):
            for end in (value.low, value.high):
                if end is not None:
                    self._take(end, by_order=True)
        elif isinstance(value, dict | Function):
            raise NotAnalysed
        else:
            self.values.append(value)
            if by_order:
                self.ordered.append(value)


def _mentions(node: Node, name: str) -> bool:
    return any(token == name for token in node.scan_values(is_name))


def _is_not(node: Node) -> bool:
    callee, arguments = parts(node)
    return (
        callee.data == "name"
        and parts(callee) == ["not"]
        and arguments.data == "positional"
        and len(parts(arguments)) == 1
        and parts(arguments)[0].data in _THROUGH
    )


def _constant(node: Node) -> Value:
    """The value of an expression without names; NotAnalysed when it has some, or asks for the time."""
    compiler = Compiler(builtins(), {})
    evaluate = compiler.compile(node)
    if compiler.free or any(token in _MOVING for token in node.scan_values(is_name)):
        raise NotAnalysed
    run = Run(_FEW)
    try:
        value = evaluate(Scope({}), run)
    except (FeelError, RecursionError):
        raise NotAnalysed from None
    if run.diagnostics:
        raise NotAnalysed
    return value


def constant_of(text: ExpressionText) -> Value:
    """The value of an expression that is the same whatever the inputs are; NotAnalysed for any other."""
    if text.language or not text.text.strip():
        raise NotAnalysed
    try:
        return _constant(parse(text.text, tuple(sorted({*text.names, *builtins()}))))
    except FeelError:
        raise NotAnalysed from None
