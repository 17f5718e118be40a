"""流程干预: an administrator changes the way of one running case: a step more, or one less."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.commands.intervene import administrator, authorized
from heyi.core.workflow.commands.repair import go_on_by
from heyi.core.workflow.errors import BadStep, CaseEnded
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.reach import ahead_of
from heyi.core.workflow.state import LIVE_STATES
from heyi.core.workflow.step import Step

APPEND, LEAVE_OUT = "append", "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """Let one case go on by a version of its own, ``version_id``, with ``graph``: the version of which ``base`` is the digest,
    with the step ``node`` put in (``append``) or left out (``leave_out``). ``facts`` is what was asked for, in words of the
    request: under the rule of two a second administrator confirms exactly that.

    Raises BadStep: ``changed`` (the case runs by another version meanwhile), ``open`` (the step is being decided), ``passed``
    (the case does not come by any more).
    """

    case_id: int
    version_id: int
    base: str
    graph: Graph
    node: str
    opinion: str
    facts: Mapping[str, Any]
    act: str = APPEND
    task_id: None = None

    def execute(self, step: Step) -> None:
        """The tokens stay where they are; only what is before them changes."""
        administrator(step)
        if step.state.case.state not in LIVE_STATES:
            raise CaseEnded
        if step.graph.digest != self.base:
            raise BadStep(extra={"reason": "changed"})
        asked = self.graph if self.act == APPEND else step.graph
        places = [token.node for token in step.state.live_tokens()]
        if self.node in places or self.node not in ahead_of(asked, places):
            raise BadStep(extra={"reason": "open" if self.node in places else "passed"})
        if authorized(step, self.act, self.opinion, **self.facts):
            go_on_by(step, self.version_id, self.graph, {})
