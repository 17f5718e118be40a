"""Tasks for people: all at once, or one after the other. The one place where a user task's to-dos are made."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from heyi.core.workflow.approval.electorate import STANDING, Level
from heyi.core.workflow.approval.identities import identity_of
from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.state import Activation, Task
from heyi.core.workflow.step import Notice, Step

#: Marks an act of which nobody else may notice that it happened: a blind vote, while its node is open.
QUIET = "workflow.quiet"
#: What a task hands on to the one that takes its place (转办, a second asking).
INHERITED = (*STANDING, "gate", "series", "beside", "depth", "added_by")


def level_of(activation: Activation, gate: str) -> Level:
    """The electorate in which a task counts: the node, or the gate that it belongs to."""
    return activation.data["gates"][gate] if gate else activation.data


def make_task(
    step: Step,
    activation: Activation,
    voter: Voter,
    *,
    state: str = "open",
    kind: str = "approve",
    origin: Mapping[str, Any] | None = None,
) -> Task:
    """Ask somebody. ``origin`` says how the task came about, beside the voter's standing."""
    task = Task(
        id=step.state.number(),
        activation_id=activation.id,
        node=activation.node,
        kind=kind,
        assignee_id=voter.person_id,
        delegate_id=voter.delegate_id,
        arrived_at=step.at,
        round=step.state.case.round,
        state=state,
        origin={**voter.standing, **(origin or {})},
        due_at=_due_at(activation),
        ended_at=None if state == "open" else step.at,
        identity=_asked_as(step, voter),
    )
    step.state.add(task)
    return task


def _asked_as(step: Step, voter: Voter) -> dict[str, Any]:
    """As whom somebody is asked: as they were found, else in their main post."""
    if voter.identity is not None:
        return dict(voter.identity)
    person = step.directory.people([voter.person_id]).get(voter.person_id) if voter.person_id else None
    return identity_of(person) if person else {}


def _due_at(activation: Activation) -> datetime | None:
    due = activation.data.get("due_at")
    return datetime.fromisoformat(due) if due else None


def ask(
    step: Step,
    activation: Activation,
    voters: list[Voter],
    *,
    in_turn: bool,
    kind: str = "approve",
    origin: Mapping[str, Any] | None = None,
) -> None:
    """Ask all, or the first of them; the others wait in the queue of their electorate."""
    if in_turn:
        level = level_of(activation, (origin or {}).get("gate", ""))
        level["queue"] = [voter.kept() for voter in voters]
        ask_next(step, activation, level, kind=kind, origin=origin)
        return
    for voter in voters:
        make_task(step, activation, voter, kind=kind, origin=origin)
    tell(step, activation, voters)


def ask_next(
    step: Step, activation: Activation, queued: Level, *, kind: str = "approve", origin: Mapping[str, Any] | None = None
) -> None:
    """Ask the first of a queue."""
    if not queued.get("queue"):
        return
    voter = still_here(step, Voter(*queued["queue"][0]))
    queued["queue"] = queued["queue"][1:]
    step.state.touch(activation)
    make_task(step, activation, voter, kind=kind, origin=origin)
    tell(step, activation, [voter])


def still_here(step: Step, voter: Voter) -> Voter:
    """Whoever has left while they were waiting for their turn is followed by somebody (rule 18)."""
    person = step.directory.people([voter.person_id]).get(voter.person_id)
    if person is not None and person.active:
        return voter
    found = successors(step, voter.person_id)
    return replace(voter, person_id=found[0], delegate_id=None, identity=None) if found else voter


def successors(step: Step, person_id: int, taken: Iterable[int | None] = ()) -> list[int]:
    """Who follows somebody who is gone: the leader, the one above, …, then the administrators; never the initiator."""
    case = step.state.case
    line = [*step.directory.managers(person_id), *step.directory.administrators(case.company_id)]
    known = step.directory.people(line)
    out = {person_id, case.initiator_id, *taken}
    return [one for one in dict.fromkeys(line) if one in known and known[one].active and one not in out]


def ask_again(
    step: Step, task: Task, person_id: int, *, identity: Mapping[str, Any] | None = None, **origin: Any
) -> Task:
    """The same vote once more, in the same or in other hands; who had it before is kept where it was handed over. In other
    hands it is asked of them in their main post, unless ``identity`` says why they are asked.
    """
    activation = step.state.activations[task.activation_id]
    same = person_id == task.assignee_id
    voter = Voter(person_id, task.delegate_id if same else None, identity=task.identity or None if same else identity)
    again = make_task(step, activation, voter, kind=task.kind, origin={**inherited(task.origin), **origin})
    again.holders, again.due_at = list(task.holders), task.due_at
    if activation.data.get("claimed") == task.id:
        activation.data["claimed"] = again.id
        step.state.touch(activation)
    tell(step, activation, [voter])
    return again


def inherited(origin: Mapping[str, Any]) -> dict[str, Any]:
    """What of a task's origin belongs to the vote."""
    return {name: origin[name] for name in INHERITED if name in origin}


def voter_of(task: Task) -> Voter:
    """The voter whom a task asks."""
    standing = {name: task.origin[name] for name in STANDING if name in task.origin}
    return Voter(task.assignee_id or 0, task.delegate_id, **standing, identity=task.identity or None)


def tell(step: Step, activation: Activation, voters: Iterable[Voter]) -> None:
    """People hear that something waits for them."""
    people = tuple(dict.fromkeys(one for voter in voters for one in (voter.person_id, voter.delegate_id) if one))
    step.notices.append(Notice("workflow.task.arrived", people, {"node": activation.node}))
