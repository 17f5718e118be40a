"""A model that has been read: decisions are made with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.boxes_reading import Reader
from heyi.core.workflow.dmn.errors import UnknownDecision
from heyi.core.workflow.dmn.evaluation import Evaluation
from heyi.core.workflow.dmn.nodes import Kind, Node
from heyi.core.workflow.dmn.table import DecisionTable
from heyi.core.workflow.dmn.work import Outcome, Work
from heyi.core.workflow.feel.errors import LimitExceeded
from heyi.core.workflow.feel.runtime import DEFAULT_LIMITS, Limits, Run
from heyi.core.workflow.feel.values import Value, from_python
from heyi.kit.errors import Malformed


@dataclass(slots=True, eq=False)
class Model:
    """A decision model with the files that it imports. `named` holds the nodes of its own file, imported ones by
    `Import.Name`; `nodes` holds all by their keys."""

    name: str
    namespace: str
    version: str
    nodes: Mapping[str, Node]
    named: Mapping[str, Node]
    reader: Reader
    _keys: dict[str, list[str]] = field(default_factory=dict, repr=False)

    @property
    def decisions(self) -> list[str]:
        """The names of the file's own decisions in their order."""
        return [name for name, node in self.named.items() if node.kind is Kind.DECISION and self.is_own(node)]

    @property
    def tables(self) -> list[DecisionTable]:
        """The decision tables of the file."""
        return self.reader.tables

    def decide(
        self,
        name: str,
        inputs: Mapping[str, object],
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> Outcome:
        """The outcome of a decision, of a decision service, or of a function with its arguments by name.

        `inputs` are input data by name, as Python data or FEEL values; those left out are null. The name of a
        decision gives its result instead of evaluating it. Of imported files, inputs go by their name alone, or by
        `{namespace}name` where two have the same. Only what the decision requires is evaluated.

        UnknownDecision; Malformed for an input that the model does not have; NotSupported; LimitExceeded.
        """
        node = self.named.get(name)
        if node is None or node.kind is Kind.INPUT:
            raise UnknownDecision(name)
        return self._run(name, [node], inputs, limits, now)

    def decide_all(
        self, inputs: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS, now: datetime | None = None
    ) -> Outcome:
        """As `decide`, for every decision of the file; the value holds them by name."""
        return self._run("", [self.named[name] for name in self.decisions], inputs, limits, now)

    def _run(
        self, name: str, wanted: list[Node], inputs: Mapping[str, object], limits: Limits, now: datetime | None
    ) -> Outcome:
        work = Work(Run(limits, now))
        arguments = _values(inputs)
        functions = [node for node in wanted if node.kind is Kind.KNOWLEDGE]
        evaluation = Evaluation(self.nodes, work, {} if functions else self._given(arguments))
        work.learn(arguments)
        try:
            if functions:
                value = evaluation.call(functions[0], arguments)
            else:
                values = {node.name: evaluation.result(node) for node in wanted}
                value = values[wanted[0].name] if name else values
        except RecursionError as error:
            raise LimitExceeded("too_deep") from error
        return Outcome(name, value, evaluation.decided, tuple(work.matches), tuple(work.run.diagnostics))

    def _given(self, inputs: Mapping[str, Value]) -> dict[str, Value]:
        """Inputs by the keys of their nodes."""
        given: dict[str, Value] = {}
        for name, value in inputs.items():
            found = self._by_name().get(name, [])
            own = [key for key in found if self.is_own(self.nodes[key])]
            if not found:
                raise Malformed.at(name, "unknown_input", _("The model has no input of this name."))
            given |= dict.fromkeys(own or found, value)
        return given

    def _by_name(self) -> dict[str, list[str]]:
        """The keys of inputs and decisions by name, and by namespace and name."""
        if not self._keys:
            for node in self.nodes.values():
                if node.kind in (Kind.INPUT, Kind.DECISION):
                    self._keys.setdefault(node.name, []).append(node.key)
                    self._keys.setdefault(f"{node.key.partition('}')[0]}}}{node.name}", []).append(node.key)
        return self._keys

    def is_own(self, node: Node) -> bool:
        """Whether a node stands in the model's own file, not in an imported one."""
        return node.key.startswith(f"{{{self.namespace}}}")


def _values(inputs: Mapping[str, object]) -> dict[str, Any]:
    """FEEL values; Malformed names the input that is none."""
    values = {}
    for name, value in inputs.items():
        try:
            values[name] = from_python(value)
        except TypeError:
            raise Malformed.at(name, "bad_input", _("This value cannot be used in a decision.")) from None
    return values
