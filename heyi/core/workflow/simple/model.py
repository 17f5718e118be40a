"""A process as a tree: steps one after another, and blocks whose branches lead back together or end early. Values only.

What both designers show. Names are by language; the languages of a name are those of ``LANGUAGES``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Policy
from heyi.core.workflow.parser.sla import Sla

LANGUAGES = ("zh-hans", "zh-hant", "en")
Texts = Mapping[str, str]


class BlockKind(StrEnum):
    """One way of several (exclusive gateway), all whose condition holds (inclusive), all at once (parallel)."""

    CHOICE = "choice"
    INCLUSIVE = "inclusive"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True)
class Task:
    """A user task: somebody approves, handles or is informed, as its approval says."""

    id: str
    name: Texts
    approval: Approval
    completion: str = ""
    sla: Sla | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One way of a block; its id is that of the flow that leads into it. ``condition`` is FEEL."""

    steps: tuple["Step", ...]
    id: str = ""
    name: Texts = field(default_factory=dict)
    condition: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Several ways from a gateway, joined again behind it; its id is that of the gateway where they part."""

    kind: BlockKind
    id: str
    name: Texts
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Another process is run, and waited for unless ``is_async``."""

    id: str
    name: Texts
    process: str = ""
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """The case ends here instead of at the end of the process."""

    id: str
    name: Texts = field(default_factory=dict)
    outcome: str = ""
    terminates: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing that the end of every process does not say."""
        return not (self.name or self.outcome or self.terminates)


Step = Task | Block | Call | End


@dataclass(frozen=True, slots=True)
class Process:
    """A whole process. ``key`` is also its id in the file."""

    key: str
    name: Texts
    steps: tuple[Step, ...]
    withdraw: str = "before_decision"
    policy: Policy = USUAL_POLICY
    sla: Sla | None = None


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step, outside in."""
    for step in steps:
        yield step
        if isinstance(step, Block):
            for branch in step.branches:
                yield from walk(branch.steps)


def closes(step: Step) -> bool:
    """Whether nothing can follow a step: an end, or a block all of whose ways end."""
    if isinstance(step, Block):
        return all(branch.steps and closes(branch.steps[-1]) for branch in step.branches)
    return isinstance(step, End)


def ids_of(process: Process) -> Iterator[str]:
    """The ids that a tree gives: of its steps and branches."""
    for step in walk(process.steps):
        yield step.id
        if isinstance(step, Block):
            yield from (branch.id for branch in step.branches if branch.id)
