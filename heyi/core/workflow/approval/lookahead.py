"""去重 by the last step: who will be asked again later on, as the way ahead is now, need not be asked here (rule 14)."""

from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import Voter, resolve
from heyi.core.workflow.approval.rules import Approval, Duplicates, Purpose
from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.step import Step


def asked_later(step: Step, node: Node, approval: Approval, voters: list[Voter]) -> dict[int, str]:
    """The later node by person. A step that wants its person each time is never skipped."""
    if approval.duplicates != Duplicates.LAST or approval.is_personal or approval.blind or approval.claim:
        return {}
    people, found = {voter.person_id for voter in voters}, dict[int, str]()
    for later in _ahead(step, node):
        rules = later.approval
        if rules is None or rules.purpose != Purpose.APPROVE:
            continue
        try:
            resolution = resolve(question_of(step, later, rules), step.directory)
        except ConditionFailed:
            continue
        found |= {one.person_id: later.id for one in resolution.voters if one.person_id in people}
    return found


def _ahead(step: Step, node: Node) -> list[Node]:
    seen, queue, found = {node.id}, [node], []
    while queue:
        for flow in _ways(step, queue.pop(0)):
            following = step.graph.nodes[flow.target]
            if following.id not in seen:
                seen.add(following.id)
                queue.append(following)
                found += [following] if following.kind == Kind.USER_TASK else []
    return found


def _ways(step: Step, node: Node) -> list[Flow]:
    """The flows that would be taken now; where that cannot be told, none."""
    if node.kind == Kind.PARALLEL or len(node.outgoing) < 2:
        return list(node.outgoing)
    try:
        taken = [flow for flow in node.outgoing if flow is not node.default and _holds(step, flow)]
    except ConditionFailed:
        return []
    taken = taken[:1] if node.kind == Kind.EXCLUSIVE else taken
    return taken or ([node.default] if node.default else [])


def _holds(step: Step, flow: Flow) -> bool:
    return flow.condition is None or step.holds(flow.condition)
