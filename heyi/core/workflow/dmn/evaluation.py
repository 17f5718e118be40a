"""Evaluating nodes of a requirement graph, each at most once and only when something requires it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heyi.core.workflow.dmn.boxes import Nothing, conforming
from heyi.core.workflow.dmn.graph import order
from heyi.core.workflow.dmn.nodes import Kind, Node
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel.calls import invoke_named
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.values import Function, Value


@dataclass(slots=True)
class Evaluation:
    """One set of inputs, by the keys of their nodes, and what has been found for them."""

    nodes: Mapping[str, Node]
    work: Work
    given: Mapping[str, Value]
    values: dict[str, Value] = field(default_factory=dict)
    decided: dict[str, Value] = field(default_factory=dict)

    def value(self, key: str) -> Value:
        """What a node is in the scope of those who require it: a value, or a function."""
        if key in self.given:
            return self._known(self.nodes[key])
        for needed in order(self.nodes, key, self.values.keys() | self.given.keys()):
            self.values[needed] = self._evaluate(self.nodes[needed])
        return self.values[key]

    def result(self, node: Node) -> Value:
        """The value of a decision; of a decision service, what its outputs are for the inputs given."""
        return self._outputs(node) if node.kind is Kind.SERVICE else self.value(node.key)

    def call(self, node: Node, arguments: Mapping[str, Value]) -> Value:
        """The result of a business knowledge model."""
        return invoke_named(self.value(node.key), arguments, len(arguments), self.work.run, node.name)

    def _evaluate(self, node: Node) -> Value:
        self.work.run.spend()
        if node.kind is Kind.SERVICE:
            return self._service(node)
        if node.kind is Kind.KNOWLEDGE:
            return self._knowledge(node)
        if node.key in self.given:
            value = self.given[node.key]
        elif node.kind is Kind.INPUT:
            value = None
        else:
            if isinstance(node.body, Nothing):
                self.work.run.note("no_logic", node.name)
            value = node.body.value(Scope(self._visible(node)), self.work)
        made = node.of.conform(value, self.work, node.name)
        self.work.learn(made)
        if node.kind is Kind.DECISION:
            self.decided[node.name] = made
        return made

    def _knowledge(self, node: Node) -> Value:
        """The function, which may call itself."""
        if node.function is None:
            return self.work.run.note("no_logic", node.name)
        values = self._visible(node)
        values[node.variable] = node.function.value(Scope(values), self.work)
        return values[node.variable]

    def _visible(self, node: Node) -> dict[str, Value]:
        """What a node requires, by the names under which it sees it."""
        values: dict[str, Value] = {}
        for requirement in node.requires:
            needed = self.nodes[requirement.key]
            inside = values.setdefault(requirement.under, {}) if requirement.under else values
            inside[needed.variable] = self._known(needed)
        return values

    def _known(self, node: Node) -> Value:
        if node.key not in self.values:
            self.values[node.key] = self._evaluate(node)
        return self.values[node.key]

    def _outputs(self, node: Node) -> Value:
        values = {self.nodes[key].variable: self.value(key) for key in node.outputs}
        return next(iter(values.values())) if len(values) == 1 else values

    def _service(self, node: Node) -> Function:
        inputs = [self.nodes[key] for key in node.inputs]
        parameters = [(item.key, item.of) for item in inputs]

        def call(arguments: list[Value], run: Run) -> Value:
            given = conforming(node.name, parameters, arguments, self.work)
            if given is None:
                return None
            inner = Evaluation(self.nodes, self.work, given)
            value = inner._outputs(node)
            self.decided.update(inner.decided)
            return value

        return Function(tuple(item.variable for item in inputs), call, tuple(item.of.plain for item in inputs))
