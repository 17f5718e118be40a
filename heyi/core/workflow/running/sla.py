"""时效 (SLA) of a case and of its stages. What has been used of the budget is stored, with the moment since when it runs
on; when a limit comes close or is passed is worked out from that by the calendar as it is now (rule 31). A case that is
suspended, or that the initiator has to correct, uses nothing (rule 34).

A limit is a subscription of the kind ``sla``: of the case (no activation), or of the activation that is the stage. It
ends with it, and what it used stays on record.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.sla import Sla
from heyi.core.workflow.running import scopes, timing
from heyi.core.workflow.state import RETURNED, Activation, CaseState, Copy, Subscription, Task

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

SLA = "sla"
ON_TIME, AT_RISK, BREACHED = "on_time", "at_risk", "breached"
LEVELS = (ON_TIME, AT_RISK, BREACHED)
MICROSECOND = timedelta(microseconds=1)


def start_case(step: "Step") -> None:
    """The budget of the whole case."""
    if step.graph.sla is not None:
        _start(step, step.graph.sla, None)


def start_stage(step: "Step", node: Node, activation: Activation) -> None:
    """The budget of one stage. The single runs of a repeated activity share that of the whole."""
    token = step.state.tokens[activation.token_id]
    if node.sla is None or scopes.is_instance(step, token, node) or activation.kind == scopes.COMPENSATION:
        return
    _start(step, node.sla, activation)


def _start(step: "Step", sla: Sla, activation: Activation | None) -> None:
    row = Subscription(
        id=step.state.number(), kind=SLA, node=activation.node if activation else "",
        activation_id=activation.id if activation else 0, scope=activation.scope if activation else 0,
        opened_at=step.at, data={**_terms(sla), "used": 0, "state": ON_TIME, "reached": {}, "since": step.at.isoformat()},
    )  # fmt: skip
    row.due_at = _next(timing.clock_of(step), row.data)
    step.state.add(row)


def _terms(sla: Sla) -> dict[str, Any]:
    budget = (sla.budget or MICROSECOND) // MICROSECOND
    return {"budget": budget, "risk": budget * sla.risk // 100, "working": sla.working}


def used(clock: timing.Clock, data: dict[str, Any]) -> timedelta:
    """What has been used until now."""
    ran = timedelta()
    if data["since"]:
        since = datetime.fromisoformat(data["since"])
        calendars, company, unit = clock.calendars, clock.company_id, clock.department_id
        ran = calendars.worked(company, unit, since, clock.now) if data["working"] else clock.now - since
    return data["used"] * MICROSECOND + max(ran, timedelta())


def reached_at(clock: timing.Clock, data: dict[str, Any], threshold: int) -> datetime | None:
    """When so many microseconds will have been used, or were; None while nothing is used."""
    if not data["since"]:
        return None
    since, left = datetime.fromisoformat(data["since"]), max(threshold - data["used"], 0) * MICROSECOND
    if not data["working"]:
        return since + left
    return clock.calendars.deadline(clock.company_id, clock.department_id, since, left)


def _next(clock: timing.Clock, data: dict[str, Any]) -> datetime | None:
    """When it is to be looked at again."""
    if data["state"] == BREACHED:
        return None
    return reached_at(clock, data, data["risk"] if data["state"] == ON_TIME else data["budget"])


def _level(clock: timing.Clock, data: dict[str, Any]) -> str:
    spent = used(clock, data) // MICROSECOND
    return BREACHED if spent >= data["budget"] else AT_RISK if spent >= data["risk"] else ON_TIME


def pause(step: "Step", why: str) -> None:
    """From now on nothing is used: what has been is written down."""
    clock = timing.clock_of(step)
    for row in step.state.open_subscriptions(SLA):
        if row.data["since"]:
            row.data = {**row.data, "used": used(clock, row.data) // MICROSECOND, "since": "", "paused": why}
            row.due_at = None
            step.state.touch(row)


def go_on(step: "Step") -> None:
    """It runs on, unless the case still stands for another reason."""
    case, clock = step.state.case, timing.clock_of(step)
    if case.suspended or case.state == RETURNED:
        return
    for row in step.state.open_subscriptions(SLA):
        if not row.data["since"]:
            kept = {name: value for name, value in row.data.items() if name != "paused"}
            row.data = {**kept, "since": clock.now.isoformat()}
            row.due_at = _next(clock, row.data)
            step.state.touch(row)


def finish(step: "Step", row: Subscription) -> None:
    """It ends: what it has used, and whether that was too much, stays on record."""
    clock = timing.clock_of(step)
    level = max(_level(clock, row.data), row.data["state"], key=LEVELS.index)
    reached = row.data["reached"] if level == row.data["state"] else _reached(step, row, level)
    row.data = {
        **row.data, "used": used(clock, row.data) // MICROSECOND, "since": "", "state": level, "reached": reached,
    }  # fmt: skip
    row.due_at = None


def retime(step: "Step", row: Subscription) -> bool:
    """The calendar has changed: whether anything about a running limit has. One that is on time again is so; that it was
    close or past stays on record, and is not told a second time."""
    if not row.data["since"]:
        return False
    clock = timing.clock_of(step)
    level = min(_level(clock, row.data), row.data["state"], key=LEVELS.index)
    data = {**row.data, "state": level}
    due_at = _next(clock, data)
    if data == row.data and due_at == row.due_at:
        return False
    row.data, row.due_at = data, due_at
    step.state.touch(row)
    return True


def reach(step: "Step", row: Subscription) -> None:
    """A limit comes close, or is passed: it is in the log under a word of its own, and told once."""
    clock = timing.clock_of(step)
    level = _level(clock, row.data)
    if level != row.data["state"]:
        step.word = f"sla_{level}"
        first = level not in row.data["reached"]
        row.data = {**row.data, "state": level, "reached": _reached(step, row, level)}
        if first:
            _tell(step, row, level)
    row.due_at = _next(clock, row.data)
    step.state.touch(row)


def _reached(step: "Step", row: Subscription, level: str) -> dict[str, str]:
    return {level: step.at.isoformat(), **row.data["reached"]}


def _tell(step: "Step", row: Subscription, level: str) -> None:
    """Those who are asked hear that time gets short; once it is over the initiator too, and those above, who read along."""
    from heyi.core.workflow.approval import asking
    from heyi.core.workflow.step import Notice

    tasks = _asked(step, row)
    people = [one for task in tasks if not task.held for one in (task.assignee_id, task.delegate_id) if one]
    if level == BREACHED:
        above = [one for task in tasks for one in asking.successors(step, task.assignee_id or 0)[:1]]
        for person in dict.fromkeys(above):
            if not step.store.is_participant(step.state.case.id, person):
                step.state.append(Copy(person, None, step.at))
        people += [step.state.case.initiator_id, *above]
    if people:
        step.notices.append(Notice(f"workflow.case.{level}", tuple(dict.fromkeys(people)), {"node": row.node}))


def _asked(step: "Step", row: Subscription) -> list[Task]:
    """The open tasks of the case, or of the stage."""
    found: list[Task] = []
    for activation in list(step.state.activations.values()):
        if activation.state == "active" and _inside(step, activation, row.activation_id):
            step.store.load_tasks(step.state, activation.id)
            found += step.state.open_tasks(activation.id)
    return found


def _inside(step: "Step", activation: Activation | None, stage: int) -> bool:
    while stage and activation is not None and activation.id != stage:
        activation = step.state.activations.get(activation.scope)
    return activation is not None


def kept(step: "Step", activation: Activation) -> dict[str, Any] | None:
    """What a stage has used, for when it is put back as it was (rule 6)."""
    for row in step.state.open_subscriptions(SLA):
        if row.activation_id == activation.id:
            spent = used(timing.clock_of(step), row.data) // MICROSECOND
            return {"used": spent, "state": row.data["state"], "reached": row.data["reached"]}
    return None


def carry(step: "Step", activation: Activation, before: dict[str, Any] | None) -> None:
    """A stage that was put back goes on with what it had used."""
    for row in step.state.open_subscriptions(SLA) if before else ():
        if row.activation_id == activation.id:
            row.data = {**row.data, **(before or {})}
            row.due_at = _next(timing.clock_of(step), row.data)
            step.state.touch(row)


def follow(step: "Step") -> None:
    """The case goes on by another version (rule 39): by its limits, with what has been used. What had none begins now."""
    rows = {row.activation_id: row for row in step.state.open_subscriptions(SLA)}
    _follow(step, rows.get(0), step.graph.sla, None)
    for activation in list(step.state.activations.values()):
        if activation.state == "active":
            token, node = step.state.tokens[activation.token_id], step.graph.nodes[activation.node]
            whole = not scopes.is_instance(step, token, node) and activation.kind != scopes.COMPENSATION
            _follow(step, rows.get(activation.id), node.sla if whole else None, activation)
    if step.state.case.suspended:
        pause(step, "suspended")
    elif step.state.case.state == RETURNED:
        pause(step, RETURNED)


def _follow(step: "Step", row: Subscription | None, sla: Sla | None, activation: Activation | None) -> None:
    if row is None:
        if sla is not None:
            _start(step, sla, activation)
    elif sla is None:
        step.unsubscribe(row)
    elif any(row.data[name] != value for name, value in _terms(sla).items()):
        clock = timing.clock_of(step)
        spent = used(clock, row.data) // MICROSECOND  # by the terms under which it was used
        since = step.at.isoformat() if row.data["since"] else ""
        row.data = {**row.data, **_terms(sla), "used": spent, "since": since}
        row.data["state"] = min(_level(clock, row.data), row.data["state"], key=LEVELS.index)
        row.due_at = _next(clock, row.data)
        step.state.touch(row)


def mark(state: CaseState) -> None:
    """What lists show of a case: the worst of what runs; of an ended one how the whole case has ended."""
    ended = state.case.ended_at is not None
    rows = [row for row in state.subscriptions.values() if row.kind == SLA]
    counted = [row for row in rows if (row.activation_id == 0 if ended else row.state == "open")]
    if counted or not ended:
        worst = max((LEVELS.index(row.data["state"]) for row in counted), default=-1)
        state.case.sla = LEVELS[worst] if worst >= 0 else ""
