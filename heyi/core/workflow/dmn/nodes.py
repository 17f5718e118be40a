"""The elements of a decision requirement graph, over all files of a model."""

from dataclasses import dataclass, field
from enum import StrEnum

from heyi.core.workflow.dmn.boxes import Box, FunctionBox, Nothing
from heyi.core.workflow.dmn.types import ANYTHING, ItemType


class Kind(StrEnum):
    """What an element is."""

    INPUT = "inputData"
    DECISION = "decision"
    KNOWLEDGE = "businessKnowledgeModel"
    SERVICE = "decisionService"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A node that another one needs; `under` is the import by whose name it is seen, if any."""

    key: str
    under: str = ""


@dataclass(slots=True, eq=False)
class Node:
    """One input, decision, business knowledge model or decision service.

    `key` is the namespace in braces and the id. `variable` is the name by which expressions see it. A decision
    service has `inputs` (input data and input decisions, in the order of its parameters), `outputs` and `inner`.
    """

    key: str
    kind: Kind
    name: str
    variable: str
    of: ItemType = ANYTHING
    requires: tuple[Requirement, ...] = ()
    body: Box = field(default_factory=Nothing)
    function: FunctionBox | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
