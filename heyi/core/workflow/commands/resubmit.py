"""重新提交: the initiator answers a return."""

from dataclasses import dataclass
from typing import Any

import orjson

from heyi.core.workflow.behaviors.user_task import go_on
from heyi.core.workflow.commands.base import case_of, own_task, sign
from heyi.core.workflow.returning import JUMP, STEP
from heyi.core.workflow.running import sla
from heyi.core.workflow.state import RUNNING, Snapshot
from heyi.core.workflow.step import Step
from heyi.core.workflow.subjects import canonical, digest, find_subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmit:
    """Submit again what was returned: a new snapshot, a new round."""

    task_id: int
    opinion: str = ""
    act: str = "resubmit"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Step by step when material fields changed, else straight back unless the returner wanted steps (rule 6)."""
        task = own_task(step, self.task_id, action="resubmit", kinds=("resubmit",))
        state, case = step.state, step.state.case
        step.known_values = step.read_values()
        text = canonical(step.known_values)
        changed = self._material(step, text)
        activation = state.activations[task.activation_id]
        plan: dict[str, Any] = dict(activation.data["return"])
        plan["then"] = STEP if changed else plan["then"] or JUMP
        activation.data = {**activation.data, "return": plan, "waiting": 0}
        sign(step, task, "resubmit", self.opinion)
        step.end_task(task, "approved")
        case.round += 1
        case.state, case.snapshot_hash = RUNNING, digest(text)
        sla.go_on(step)
        if plan["then"] == STEP:
            case.decided = 0
        state.append(Snapshot(case.round, case.snapshot_hash, text, step.at))
        step.close(activation, "completed", "resubmitted")
        token = state.tokens[activation.token_id]
        token.activation_id = 0
        step.hooks.append("submitted")
        go_on(step, token, step.graph.nodes[token.node], activation)

    def _material(self, step: Step, text: str) -> bool:
        case = step.state.case
        if digest(text) == case.snapshot_hash:
            return False
        before, now = orjson.loads(step.store.material_of(case.id, case.round)), orjson.loads(text)
        subject = find_subject(case.resource)
        names = subject.material if subject and subject.material is not None else before.keys() | now.keys()
        return any(before.get(name) != now.get(name) for name in names)
