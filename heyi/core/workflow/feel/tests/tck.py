"""Runs cases of the DMN TCK whose decisions are boxed expressions without tables: enough to measure FEEL.

Returns for each case whether it could be run here (no decision table, service, import or external function) and
whether every expected result came out.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from heyi.core.workflow.feel.api import compile_expression
from heyi.core.workflow.feel.calls import invoke_positional
from heyi.core.workflow.feel.errors import FeelSyntaxError, LimitExceeded
from heyi.core.workflow.feel.operators import equal
from heyi.core.workflow.feel.runtime import Run
from heyi.core.workflow.feel.types import ANY, Type, converted, named
from heyi.core.workflow.feel.values import Function, Value
from heyi.core.workflow.feel.written import read_date, read_date_time, read_duration, read_time

Element = ElementTree.Element
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
OUT_OF_REACH = {"decisionTable", "decisionService", "import"}


class CannotRun(Exception):
    """The model needs more than FEEL."""


def tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    return next((inner for inner in element if tag(inner) == name), None)


def text_of(element: Element) -> str:
    inner = child(element, "text")
    return (inner.text or "") if inner is not None else ""


@dataclass
class Result:
    """One expected result of one case."""

    model: str
    case: str
    ran: bool
    passed: bool
    detail: str


class Model:
    """One DMN file."""

    def __init__(self, path: Path) -> None:
        root = ElementTree.parse(path).getroot()  # noqa: S314 the TCK's own files
        self.out_of_reach = {tag(element) for element in root.iter()} & OUT_OF_REACH
        self.nodes = {str(element.get("name")): element for element in root if element.get("name")}
        self.by_id = {element.get("id"): element for element in root if element.get("id")}
        self.types: dict[str, Type] = {}
        self.definitions = {str(e.get("name")): e for e in root if tag(e) == "itemDefinition"}
        for name in self.definitions:
            self.types[name] = self.defined(name)
        self.pairs = tuple(sorted(self.types.items(), key=lambda pair: pair[0]))

    def defined(self, name: str) -> Type:
        return self.item_type(self.definitions[name])

    def reference(self, name: str) -> Type:
        plain = name.rpartition(":")[2].strip()
        if plain in self.definitions:
            return self.types.get(plain) or self.defined(plain)
        return named(plain) or ANY

    def item_type(self, element: Element) -> Type:
        parts = [inner for inner in element if tag(inner) == "itemComponent"]
        reference, function = child(element, "typeRef"), child(element, "functionItem")
        if parts:
            made = Type("context", members=tuple((str(p.get("name")), self.item_type(p)) for p in parts))
        elif function is not None:
            made = Type("function")
        else:
            made = self.reference(reference.text or "") if reference is not None else ANY
        return Type("list", of=made) if element.get("isCollection") == "true" else made

    def variable_type(self, node: Element) -> Type:
        variable = child(node, "variable")
        return self.reference((variable.get("typeRef") if variable is not None else None) or "Any")


class Evaluation:
    """One case: inputs given, decisions evaluated as they are needed."""

    def __init__(self, model: Model, inputs: dict[str, Value]) -> None:
        self.model = model
        self.inputs = inputs
        self.done: dict[str, Value] = {}

    def decide(self, node: Element) -> Value:
        name = str(node.get("name"))
        if name not in self.done:
            body = next((e for e in node if tag(e) in BOXES), None)
            value = None if body is None else self.box(body, self.scope(node))
            self.done[name] = converted(value, self.model.variable_type(node))
        return self.done[name]

    def scope(self, node: Element) -> dict[str, Value]:
        scope: dict[str, Value] = {}
        for requirement in node:
            for reference in requirement:
                needed = self.model.by_id.get((reference.get("href") or "").rpartition("#")[2])
                if needed is None:
                    continue
                name = str(needed.get("name"))
                kind = tag(needed)
                if kind == "inputData":
                    scope[name] = converted(self.inputs.get(name), self.model.variable_type(needed))
                elif kind == "decision":
                    scope[name] = self.decide(needed)
                elif kind == "businessKnowledgeModel":
                    logic = child(needed, "encapsulatedLogic")
                    assert logic is not None
                    scope[name] = self.function(logic, self.scope(needed))
        return scope

    def function(self, element: Element, scope: dict[str, Value]) -> Value:
        if element.get("kind") not in (None, "FEEL"):
            raise CannotRun
        parameters = [e for e in element if tag(e) == "formalParameter"]
        names = tuple(str(e.get("name")) for e in parameters)
        types = [self.model.reference(e.get("typeRef") or "Any") for e in parameters]
        body = next(e for e in element if tag(e) in BOXES)

        def call(arguments: list[Value], run: Run) -> Value:
            given = [converted(value, of) for value, of in zip(arguments, types, strict=True)]
            return self.box(body, {**scope, **dict(zip(names, given, strict=True))})

        return Function(names, call)

    def box(self, element: Element, scope: dict[str, Value]) -> Value:
        return getattr(self, f"box_{tag(element)}")(element, scope)

    def box_literalExpression(self, element: Element, scope: dict[str, Value]) -> Value:
        return self.feel(text_of(element), scope)

    def feel(self, text: str, scope: dict[str, Value]) -> Value:
        try:
            names = tuple(scope_names(scope, self.model))
            return compile_expression(text, names=names, types=self.model.pairs).run(scope).value
        except FeelSyntaxError:
            return None

    def box_context(self, element: Element, scope: dict[str, Value]) -> Value:
        made: dict[str, Value] = {}
        for entry in element:
            body = next((e for e in entry if tag(e) in BOXES), None)
            variable = child(entry, "variable")
            if body is None:
                continue
            value = self.box(body, {**scope, **made})
            if variable is None:
                return value
            made[str(variable.get("name"))] = converted(value, self.model.reference(variable.get("typeRef") or "Any"))
        return made

    def box_list(self, element: Element, scope: dict[str, Value]) -> Value:
        return [self.box(e, scope) for e in element if tag(e) in BOXES]

    def box_relation(self, element: Element, scope: dict[str, Value]) -> Value:
        names = [str(e.get("name")) for e in element if tag(e) == "column"]
        rows = [[self.box(c, scope) for c in e if tag(c) in BOXES] for e in element if tag(e) == "row"]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def box_functionDefinition(self, element: Element, scope: dict[str, Value]) -> Value:
        return self.function(element, scope)

    def box_invocation(self, element: Element, scope: dict[str, Value]) -> Value:
        callee = next(self.box(e, scope) for e in element if tag(e) in BOXES)
        given = {}
        for binding in (e for e in element if tag(e) == "binding"):
            parameter = child(binding, "parameter")
            body = next((e for e in binding if tag(e) in BOXES), None)
            assert parameter is not None
            given[parameter.get("name")] = None if body is None else self.box(body, scope)
        if not isinstance(callee, Function) or set(given) != set(callee.parameters):
            return None
        return invoke_positional(callee, [given[name] for name in callee.parameters], Run(), "invocation")

    def box_conditional(self, element: Element, scope: dict[str, Value]) -> Value:
        test, yes, no = (self.part(element, name, scope) for name in ("if", "then", "else"))
        return self.feel("if __test then __yes else __no", {"__test": test(), "__yes": yes(), "__no": no()})

    def part(self, element: Element, name: str, scope: dict[str, Value]) -> Any:
        holder = child(element, name)
        body = next((e for e in holder if tag(e) in BOXES), None) if holder is not None else None
        return lambda: None if body is None else self.box(body, scope)

    def box_filter(self, element: Element, scope: dict[str, Value]) -> Value:
        items, match = self.part(element, "in", scope)(), child(element, "match")
        assert match is not None
        return self.feel(f"__items[{text_of(next(iter(match)))}]", {**scope, "__items": items})

    def box_for(self, element: Element, scope: dict[str, Value]) -> Value:
        items, body = self.part(element, "in", scope)(), child(element, "return")
        variable = element.get("iteratorVariable") or "item"
        assert body is not None
        return self.feel(f"for {variable} in __items return {text_of(next(iter(body)))}", {**scope, "__items": items})


BOXES = {name.removeprefix("box_") for name in vars(Evaluation) if name.startswith("box_")}


def scope_names(scope: dict[str, Value], model: Model) -> Iterator[str]:
    """Names in scope, and the names of members, which follow a dot."""
    yield from scope
    stack: list[Value] = list(scope.values())
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield from value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    for element in model.definitions.values():
        yield from (str(e.get("name")) for e in element.iter() if tag(e) == "itemComponent")


def expected_value(element: Element) -> Value:
    """The value that a test file writes."""
    for inner in element:
        kind = tag(inner)
        if kind == "value":
            return _simple(inner)
        if kind == "list":
            return [expected_value(item) for item in inner]
        if kind == "expected":
            return expected_value(inner)
    parts = [inner for inner in element if tag(inner) == "component"]
    return {str(part.get("name")): expected_value(part) for part in parts} if parts else None


def _simple(element: Element) -> Value:
    if element.get(NIL) == "true":
        return None
    text, kind = element.text or "", (element.get(TYPE) or "string").rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "float", "int", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    reader = {"date": read_date, "dateTime": read_date_time, "time": read_time, "duration": read_duration}.get(kind)
    return reader(text.strip()) if reader else text


def agrees(found: Value, wanted: Value) -> bool:
    """Equal; numbers to 8 places, as the TCK's own runners compare."""
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) <= Decimal("1e-8") * max(Decimal(1), abs(wanted))
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(agrees(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(agrees(found[key], wanted[key]) for key in wanted)
    return equal(found, wanted) is True


def run_file(path: Path) -> Iterator[Result]:
    """Every expected result of one test file."""
    root = ElementTree.parse(path).getroot()  # noqa: S314
    name = next(str(e.text) for e in root if tag(e) == "modelName")
    model = Model(path.parent / name)
    for case in (e for e in root if tag(e) == "testCase"):
        inputs = {str(e.get("name")): expected_value(e) for e in case if tag(e) == "inputNode"}
        evaluation = Evaluation(model, inputs)
        for result in (e for e in case if tag(e) == "resultNode"):
            yield _check(model, evaluation, case, result)


def _check(model: Model, evaluation: Evaluation, case: Element, result: Element) -> Result:
    node = model.nodes.get(str(result.get("name")))
    label = f"{case.get('id')}:{result.get('name')}"
    where = next(iter(model.nodes), "")
    if model.out_of_reach or node is None or tag(node) != "decision" or case.get("type") not in (None, "decision"):
        return Result(where, label, False, False, "")
    wanted = expected_value(result)
    try:
        found = evaluation.decide(node)
    except (LimitExceeded, CannotRun) as error:
        return Result(where, label, not isinstance(error, CannotRun), False, repr(error))
    return Result(where, label, True, agrees(found, wanted), f"{found!r} instead of {wanted!r}")
