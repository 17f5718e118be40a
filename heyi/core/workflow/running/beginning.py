"""How a case begins: of itself, or by a message, a signal or a moment."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.running import data, sla, waiting

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step


def begin(step: "Step", event: str = "", payload: Mapping[str, Any] | None = None) -> None:
    """Put the first tokens; event sub-processes of the process listen from now on."""
    sla.start_case(step)
    waiting.listen_inside(step, None, "", None)
    starts = [step.graph.nodes[event]] if event else step.graph.starts() or [step.graph.start]
    for start in starts:
        token = step.born(start.id)
        if payload:
            data.assign_all(step, token, payload)
        step.queue.append(token)
