"""Syntax trees to closures: every node becomes one Python function of the scope and the run, made once."""

from collections.abc import Callable, Mapping
from decimal import DecimalException

from lark import Token

from heyi.core.workflow.feel import operators as op
from heyi.core.workflow.feel.calls import invoke_named, invoke_positional
from heyi.core.workflow.feel.errors import FeelSyntaxError
from heyi.core.workflow.feel.loops import filtered, iterate, quantified
from heyi.core.workflow.feel.runtime import Evaluate, Run, Scope
from heyi.core.workflow.feel.strings import unquoted
from heyi.core.workflow.feel.syntax import Node, is_name, parts, read_parameters, read_type
from heyi.core.workflow.feel.types import Type, converted, is_instance
from heyi.core.workflow.feel.values import NUMBERS, Function, Range, Value, kind
from heyi.core.workflow.feel.written import read_any


class Compiler:
    """Compiles one expression. `functions` are the built-ins, `types` further named types."""

    def __init__(self, functions: Mapping[str, Function], types: Mapping[str, Type]) -> None:
        self.functions = functions
        self.types = types
        self.bound: list[set[str]] = []
        self.free: set[str] = set()

    def compile(self, node: Node) -> Evaluate:
        """The closure of a node."""
        rule = str(node.data)
        method = getattr(self, f"_{rule.strip('_')}", None)
        if method is None:
            raise FeelSyntaxError("unexpected", 0, rule)
        made: Evaluate = method(*parts(node))
        return made

    def _within(self, names: set[str], node: Node) -> Evaluate:
        self.bound.append(names)
        try:
            return self.compile(node)
        finally:
            self.bound.pop()

    def _expression(self, body: Node) -> Evaluate:
        return self.compile(body)

    _group = _expression

    # Literals and names

    def _number(self, token: Token) -> Evaluate:
        try:
            value = NUMBERS.create_decimal(token)
        except DecimalException as error:
            raise FeelSyntaxError("unexpected", token.start_pos or 0, str(token)[:40]) from error
        return lambda scope, run: value

    def _string(self, token: Token) -> Evaluate:
        value = unquoted(token)
        return lambda scope, run: value

    def _true(self) -> Evaluate:
        return lambda scope, run: True

    def _false(self) -> Evaluate:
        return lambda scope, run: False

    def _null(self) -> Evaluate:
        return lambda scope, run: None

    def _at(self, token: Token) -> Evaluate:
        value = read_any(unquoted(token))
        return lambda scope, run: value

    def _name(self, token: Token) -> Evaluate:
        name = str(token)
        if name not in self.functions and not any(name in names for names in self.bound):
            self.free.add(name)
        builtin = self.functions.get(name)

        def look_up(scope: Scope | None, run: Run) -> Value:
            while scope is not None:
                if name in scope.values:
                    return scope.values[name]
                scope = scope.outer
            if builtin is None:
                run.note("unknown_name", name)
            return builtin

        return look_up

    # Logic, comparison, arithmetic

    def _and(self, left: Node, right: Node) -> Evaluate:
        one, other = self.compile(left), self.compile(right)

        def both(scope: Scope, run: Run) -> Value:
            first = one(scope, run)
            if first is False:
                return False
            second = other(scope, run)
            if second is False:
                return False
            return True if first is True and second is True else None

        return both

    def _or(self, left: Node, right: Node) -> Evaluate:
        one, other = self.compile(left), self.compile(right)

        def either(scope: Scope, run: Run) -> Value:
            first = one(scope, run)
            if first is True:
                return True
            second = other(scope, run)
            if second is True:
                return True
            return False if first is False and second is False else None

        return either

    def _compare(self, left: Node, sign: Token, right: Node) -> Evaluate:
        one, other, test = self.compile(left), self.compile(right), op.COMPARISONS[sign.type]
        return lambda scope, run: test(one(scope, run), other(scope, run))

    def _between(self, value: Node, low: Node, high: Node) -> Evaluate:
        item, first, last = self.compile(value), self.compile(low), self.compile(high)
        return lambda scope, run: op.between(item(scope, run), first(scope, run), last(scope, run))

    def _binary(self, left: Node, right: Node, work: Callable[[Value, Value], Value], sign: str) -> Evaluate:
        one, other = self.compile(left), self.compile(right)

        def calculate(scope: Scope, run: Run) -> Value:
            first, second = one(scope, run), other(scope, run)
            try:
                result = work(first, second)
            except DecimalException:
                result = None
            if result is None:
                return run.note("no_result", f"{kind(first)} {sign} {kind(second)}")
            return run.sized(result) if type(result) is str else result

        return calculate

    def _add(self, left: Node, right: Node) -> Evaluate:
        return self._binary(left, right, op.add, "+")

    def _subtract(self, left: Node, right: Node) -> Evaluate:
        return self._binary(left, right, op.subtract, "-")

    def _multiply(self, left: Node, right: Node) -> Evaluate:
        return self._binary(left, right, op.multiply, "*")

    def _divide(self, left: Node, right: Node) -> Evaluate:
        return self._binary(left, right, op.divide, "/")

    def _power(self, left: Node, right: Node) -> Evaluate:
        return self._binary(left, right, op.power, "**")

    def _negate(self, value: Node) -> Evaluate:
        item = self.compile(value)
        return lambda scope, run: op.negate(item(scope, run))

    def _if(self, condition: Node, then: Node, otherwise: Node) -> Evaluate:
        test, yes, no = self.compile(condition), self.compile(then), self.compile(otherwise)

        def choose(scope: Scope, run: Run) -> Value:
            answer = test(scope, run)
            if answer is True:
                return yes(scope, run)
            if answer is False or answer is None:
                return no(scope, run)
            return run.note("not_a_condition", kind(answer))

        return choose

    # Tests of `in` and of decision tables

    def _in(self, value: Node, tests: Node) -> Evaluate:
        item = self.compile(value)
        checks = [self.test(test, None) for test in (parts(tests) if tests.data == "tests" else [tests])]

        def holds(scope: Scope, run: Run) -> Value:
            found = item(scope, run)
            results = [check(found, scope, run) for check in checks]
            return True if True in results else (None if results == [None] else False)

        return holds

    def test(self, node: Node, asked: str | None) -> Callable[[Value, Scope, Run], Value]:
        """One test of a value. In decision tables (`asked` is `?`) a test may be any condition about `?`."""
        if node.data == "compare_test":
            sign, operand = parts(node)
            other, relation = self.compile(operand), op.COMPARISONS[sign.type]
            return lambda value, scope, run: relation(value, other(scope, run))
        body = parts(node)[0] if node.data == "value_test" else node
        other = self.compile(body)
        if asked and asked in body.scan_values(is_name):
            return lambda value, scope, run: other(scope, run)

        def matches(value: Value, scope: Scope, run: Run) -> Value:
            test = other(scope, run)
            if asked and test is True and not isinstance(value, bool):
                return True
            return op.contained(value, test)

        return matches

    # Structures

    def _list(self, *items: Node) -> Evaluate:
        makers = [self.compile(item) for item in items]
        return lambda scope, run: [make(scope, run) for make in makers]

    def _range(self, opener: Token, low: Node, dots: Token, high: Node, closer: Token) -> Evaluate:
        first, last = self.compile(low), self.compile(high)
        low_closed, high_closed = opener == "[", closer == "]"
        return lambda scope, run: Range(first(scope, run), last(scope, run), low_closed, high_closed)

    def _half_range(self, sign: Token, end: Node) -> Evaluate:
        limit = self.compile(end)
        closed = sign.type in ("LE", "GE", "EQ")
        if sign.type in ("LT", "LE"):
            return lambda scope, run: Range(None, limit(scope, run), False, closed)
        if sign.type in ("GT", "GE"):
            return lambda scope, run: Range(limit(scope, run), None, closed, False)
        return lambda scope, run: Range(limit(scope, run), limit(scope, run), closed, closed)

    def _context(self, *entries: Node) -> Evaluate:
        keys: list[str] = []
        makers: list[tuple[str, Evaluate]] = []
        self.bound.append(set())
        for entry in entries:
            key, body = parts(entry)
            makers.append((unquoted(key) if key.type == "STRING" else str(key), self.compile(body)))
            keys.append(makers[-1][0])
            self.bound[-1].add(keys[-1])
        self.bound.pop()
        doubled = len(set(keys)) < len(keys)

        def build(scope: Scope, run: Run) -> Value:
            if doubled:
                return run.note("key_twice")
            made: dict[str, Value] = {}
            inner = Scope(made, scope)
            for key, make in makers:
                made[key] = make(inner, run)
            return made

        return build

    def _path(self, value: Node, token: Token) -> Evaluate:
        item, name = self.compile(value), str(token)

        def step(found: Value, run: Run) -> Value:
            if isinstance(found, dict):
                return found[name] if name in found else run.note("no_entry", name)
            if isinstance(found, list):
                return [step(one, run) for one in found]
            return op.component(found, name) if found is not None else None

        return lambda scope, run: step(item(scope, run), run)

    def _filter(self, value: Node, condition: Node) -> Evaluate:
        items, test = self.compile(value), self._within({"item"}, condition)
        return lambda scope, run: filtered(items(scope, run), test, scope, run)

    # Loops

    def _loop(self, iterators: Node, body: Node, extra: set[str]) -> tuple[list[tuple[str, Evaluate]], Evaluate]:
        sources: list[tuple[str, Evaluate]] = []
        names: set[str] = set(extra)
        self.bound.append(names)
        for iterator in parts(iterators):
            name, *domain = parts(iterator)
            if len(domain) == 3:
                low, high = self.compile(domain[0]), self.compile(domain[2])
                sources.append((str(name), _span(low, high)))
            else:
                sources.append((str(name), self.compile(domain[0])))
            names.add(str(name))
        made = self.compile(body)
        self.bound.pop()
        return sources, made

    def _for(self, iterators: Node, body: Node) -> Evaluate:
        sources, made = self._loop(iterators, body, {"partial"})
        return lambda scope, run: iterate(sources, made, scope, run)

    def _some(self, iterators: Node, body: Node) -> Evaluate:
        sources, made = self._loop(iterators, body, set())
        return lambda scope, run: quantified(sources, made, scope, run, decisive=True)

    def _every(self, iterators: Node, body: Node) -> Evaluate:
        sources, made = self._loop(iterators, body, set())
        return lambda scope, run: quantified(sources, made, scope, run, decisive=False)

    # Functions and types

    def _function(self, parameters: Node, body: Node) -> Evaluate:
        names, types = read_parameters(parameters, self.types)
        made = self._within(set(names), body)

        def define(scope: Scope, run: Run) -> Value:
            def call(arguments: list[Value], inner: Run) -> Value:
                given = {}
                for name, wanted, value in zip(names, types, arguments, strict=True):
                    given[name] = value if wanted is None else converted(value, wanted)
                    if given[name] is None and value is not None:
                        return inner.note("wrong_type", name)
                return made(Scope(given, scope), inner)

            return Function(names, call, types)

        return define

    def _external(self, parameters: Node, body: Node) -> Evaluate:
        return lambda scope, run: run.note("external_function")

    def _invoke(self, callee: Node, arguments: Node) -> Evaluate:
        target = self.compile(callee)
        label = str(parts(callee)[0]) if callee.data == "name" else "function"
        if arguments.data == "named":
            pairs = [parts(argument) for argument in parts(arguments)]
            makers = [(str(name), self.compile(value)) for name, value in pairs]
            return lambda scope, run: invoke_named(
                target(scope, run), {name: make(scope, run) for name, make in makers}, len(makers), run, label
            )
        values = [self.compile(argument) for argument in parts(arguments)]
        return lambda scope, run: invoke_positional(
            target(scope, run), [make(scope, run) for make in values], run, label
        )

    def _instance_of(self, value: Node, wanted: Node) -> Evaluate:
        item, of = self.compile(value), read_type(wanted, self.types)
        if of is None:
            return lambda scope, run: run.note("unknown_type")
        return lambda scope, run: is_instance(item(scope, run), of)


def _span(low: Evaluate, high: Evaluate) -> Evaluate:
    def make(scope: Scope, run: Run) -> Value:
        return Range(low(scope, run), high(scope, run), True, True)

    return make
