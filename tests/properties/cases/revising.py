"""A random process with one step more or one less, for cases that go on by a version of their own."""

from dataclasses import replace
from random import Random

from heyi.core.workflow.parser.model import Element, Flow, Kind, Process
from tests.properties.cases.processes import approval


def put_before(process: Process, node_id: str, number: int, draw: Random) -> Process:
    """With a user task before another one, to which all of its flows lead."""
    (beside,) = (one for one in process.elements if one.id == node_id)
    new = Element(f"own_{number}", Kind.USER_TASK, approval=approval(draw), parent=beside.parent)
    flows = [replace(one, target=new.id) if one.target == node_id else one for one in process.flows]
    flows.append(Flow(f"{new.id}_on", new.id, node_id, parent=beside.parent))
    return replace(process, elements=(*process.elements, new), flows=tuple(flows))


def left_out(process: Process, node_id: str) -> Process | None:
    """Without a user task that one plain flow leads to and one leaves; None for others."""
    came = [one for one in process.flows if one.target == node_id]
    goes = [one for one in process.flows if one.source == node_id]
    held = any(one.attached_to == node_id for one in process.elements)
    if held or len(came) != 1 or len(goes) != 1 or goes[0].condition or goes[0].target == node_id:
        return None
    flows = [
        replace(one, target=goes[0].target) if one is came[0] else one for one in process.flows if one is not goes[0]
    ]
    return replace(process, elements=tuple(one for one in process.elements if one.id != node_id), flows=tuple(flows))
